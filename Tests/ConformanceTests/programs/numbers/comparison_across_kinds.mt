# Numbers of all kinds compare by value.
let big = 1 bsl 70
print(1 < big, -big < 1, 1.5 < big, big < 1.0e30, big > 1.0e20) # expect: true true true true true
print(List.sort([big, 1.5, -big, 2, -0.5, 1])) # expect: [-1180591620717411303424, -0.5, 1, 1.5, 2, 1180591620717411303424]
print(big == 1.1805916207174113e21) # expect: true
print(big === 1.1805916207174113e21) # expect: false

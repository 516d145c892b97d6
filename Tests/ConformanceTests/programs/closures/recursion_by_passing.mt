# A recursive closure is passed to itself.
let fact = fn(me, n) { if n == 0 { 1 } else { n * me(me, n - 1) } }
print(fact(fact, 10)) # expect: 3628800

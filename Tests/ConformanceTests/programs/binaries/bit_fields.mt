# Fields may have any number of bits as long as the whole is a number of bytes.
print(<<1:4, 2:4>> == <<18>>) # expect: true
let <<a:1, b:2, c:5>> = <<0b1_01_00111>>
print(a, b, c) # expect: 1 1 7
let <<x:3, y:13>> = <<5:3, 4097:13>>
print(x, y) # expect: 5 4097
let <<p:7, q:66, r:7>> = <<1:7, (1 bsl 65):66, 3:7>>
print(p, q == 1 bsl 65, r) # expect: 1 true 3

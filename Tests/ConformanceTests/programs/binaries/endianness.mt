# big is the default; little turns the bytes round.
print(<<0x0102:16>> == <<1, 2>>, <<0x0102:16/big>> == <<1, 2>>) # expect: true true
print(<<0x0102:16/little>> == <<2, 1>>) # expect: true
let <<a:32/little, b:32/big>> = <<1, 0, 0, 0, 0, 0, 0, 1>>
print(a, b) # expect: 1 1
let <<c:24/little>> = <<1, 2, 3>>
print(c) # expect: 197121
let <<n:16/native>> = <<7:16/native>>
print(n) # expect: 7
let <<d:12/little, e:4>> = <<0xAB, 0xCD>>
print(d, e) # expect: 3243 13

# float fields have 64 bits by default, and may have 32.
print(byte_size(<<1.5/float>>), byte_size(<<1.5:32/float>>)) # expect: 8 4
print(<<1.5/float>> == <<0x3FF8000000000000:64>>) # expect: true
let <<a/float, b:32/float, c:64/float-little>> = <<2.5/float, -0.5:32/float, 1.0:64/little-float>>
print(a, b, c) # expect: 2.5 -0.5 1.0
let one = 1
print(<<one/float>> == <<1.0/float>>) # expect: true

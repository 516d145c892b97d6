# The default segment is an unsigned integer of 8 bits.
print(<<1, 2, 3>> == <<1:8, 2:8/int, 3:8/unsigned>>) # expect: true
let <<a, b, c>> = <<1, 2, 255>>
print(a, b, c) # expect: 1 2 255
print(byte_size(<<1, 2, 3>>)) # expect: 3

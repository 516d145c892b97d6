# Integers have any size; `_` groups digits; 0x, 0b and 0o give the radix.
print(42, 0, 007) # expect: 42 0 7
print(1_000, 1_2_3) # expect: 1000 123
print(0xFF, 0xff, 0xDead_Beef) # expect: 255 255 3735928559
print(0b1010, 0b1111_0000) # expect: 10 240
print(0o17, 0o777) # expect: 15 511
print(123456789012345678901234567890) # expect: 123456789012345678901234567890
print(0xFFFF_FFFF_FFFF_FFFF_FFFF) # expect: 1208925819614629174706175
print(-5) # expect: -5

# Bit operations work on two's complement integers of any size.
print(12 band 10, 12 bor 10, 12 bxor 10) # expect: 8 14 6
print(bnot 0, bnot 5, bnot -1) # expect: -1 -6 0
print(1 bsl 10, 1024 bsr 3, -1 bsr 1, -8 bsr 1) # expect: 1024 128 -1 -4
print(1 bsl 100) # expect: 1267650600228229401496703205376
print((1 bsl 100) bsr 98) # expect: 4
print(8 bsl -2, 2 bsr -3) # expect: 2 16
print(-1 band 0xFFFFFFFFFFFFFFFFFFFF) # expect: 1208925819614629174706175

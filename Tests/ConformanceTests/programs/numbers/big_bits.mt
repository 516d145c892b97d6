# Bit operations on big integers.
let big = 1 bsl 100
print((big - 1) band 0xFF, big bor 1 == big + 1, (big bxor big) == 0) # expect: 255 true true
print(bnot big == -big - 1, (-big) bsr 100, (-big - 1) bsr 100) # expect: true -1 -2
print((big bsl 28) bsr 128) # expect: 1

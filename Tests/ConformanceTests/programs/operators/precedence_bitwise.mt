# bor, bxor, bsl and bsr stand with `+`, band with `*`, bnot with unary minus.
print(1 bor 2 band 3) # expect: 3
print(4 bor 1 band 1) # expect: 5
print(1 + 2 bsl 3) # expect: 24
print(1 bsl 2 + 1) # expect: 5
print(bnot 0 + 1) # expect: 0
print(6 bxor 3 + 1) # expect: 6

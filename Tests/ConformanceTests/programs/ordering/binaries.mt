# Binaries are ordered byte by byte, a prefix first.
print("a" < "b", "a" < "aa", <<0>> < <<0, 0>>, <<255>> > "z") # expect: true true true true

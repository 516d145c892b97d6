# Strings and binaries are ordered byte by byte, a prefix first.
print("a" < "b", "Z" < "a", "a" < "aa", "" < "\0") # expect: true true true true
print(<<255>> > "zzz", "é" > "z") # expect: true true
print(List.sort(["b", "", "a", "ab"])) # expect: ["", "a", "ab", "b"]

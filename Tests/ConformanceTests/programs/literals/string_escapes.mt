# The escapes of strings.
print(inspect("a\nb")) # expect: "a\nb"
print(inspect("a\tb\rc\ed")) # expect: "a\tb\rc\ed"
print("q\"q\\q\'q") # expect: q"q\q'q
print("\u{48}\u{49}") # expect: HI
print("\u{1F426}" == "🐦") # expect: true
print(byte_size("\0"), byte_size("\e"), byte_size("\u{1F426}")) # expect: 1 1 4
print("\0" == <<0>>) # expect: true

# A binary prints as a string when it is UTF-8 without odd control characters, otherwise as bytes.
print(inspect(<<104, 105>>)) # expect: "hi"
print(inspect(<<1, 2, 3>>)) # expect: <<1, 2, 3>>
print(inspect(<<255>>), inspect(<<0>>)) # expect: <<255>> <<0>>
print(inspect("\u{7F}"), inspect("a\u{8}")) # expect: <<127>> <<97, 8>>
print(inspect("\n\t\r\e")) # expect: "\n\t\r\e"
print(inspect("q\"b\\")) # expect: "q\"b\\"
print(inspect("héllo 🐦")) # expect: "héllo 🐦"
print(inspect(<<195>>)) # expect: <<195>>

# `<>` joins strings and binaries.
print("ab" <> "cd") # expect: abcd
print("" <> "x" <> "") # expect: x
print(<<1>> <> <<2>> == <<1, 2>>) # expect: true
let s = "héllo"
print(s <> " wörld") # expect: héllo wörld

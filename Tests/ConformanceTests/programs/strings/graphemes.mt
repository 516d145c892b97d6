# length and reverse count what people see as characters.
let flag = "\u{1F1E9}\u{1F1EA}"
let accented = "e\u{301}"
print(String.length(flag), String.length(accented)) # expect: 1 1
print(String.graphemes("a" <> accented <> "b") == ["a", accented, "b"]) # expect: true
print(String.reverse("x" <> accented) == accented <> "x") # expect: true

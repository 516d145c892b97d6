# Graphemes follow Unicode: combining marks, flags, families, Hangul, CR LF, and bytes that are no UTF-8.
#? no-stress
let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"
let flags = "\u{1F1E9}\u{1F1EA}\u{1F1EB}\u{1F1F7}\u{1F1EE}"
print(String.length(family), String.length(flags), String.length("a\r\nb")) # expect: 1 3 3
print(String.length("\u{1100}\u{1161}\u{11A8}"), String.length("e\u{301}\u{302}x")) # expect: 1 2
print(String.length(<<255, 97, 195>>), String.graphemes(<<97, 255>>)) # expect: 3 ["a", <<255>>]
print(String.slice("x\(family)y", 1, 1) == family, String.at(flags, -1) == "\u{1F1EE}") # expect: true true
print(String.reverse("1\(family)2") == "2\(family)1") # expect: true
print(String.length(""), String.graphemes(""), String.reverse("") == "") # expect: 0 [] true
# A character that begins in one step of the walk and ends in the next.
let long = String.repeat("a", 4_095) <> "e\u{301}" <> String.repeat("b", 5_000)
print(String.length(long), String.slice(long, 4_095, 1) == "e\u{301}") # expect: 9096 true

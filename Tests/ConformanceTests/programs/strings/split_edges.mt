# Words and parts at the edges, of short and long texts.
print(String.split(""), String.split(" \t\n"), String.split("a"), String.split(" a ")) # expect: [] [] ["a"] ["a"]
print(String.split("", ","), String.split(",", ","), String.split("a,", ","), String.split(",a", ",")) # expect: [""] ["", ""] ["a", ""] ["", "a"]
# No-break space, line separator, ideographic space; a zero-width space is none.
print(String.split("a\u{A0}b\u{2028}c\u{3000}d")) # expect: ["a", "b", "c", "d"]
print(length(String.split("a\u{200B}b"))) # expect: 1
print(String.split("é à\u{2003}ü")) # expect: ["é", "à", "ü"]
# Bytes that are no UTF-8 belong to words.
print(String.split(<<0x80, 0x20, 0xA0, 0xC2, 0x20, 0xC2, 0xA0, 0x41>>)) # expect: [<<128>>, <<160, 194>>, "A"]

# Words of every length up to 40, many times: more than a step finds, and longer than what is copied.
let words = for n in 1..40 { String.repeat("w", n) }
let line = String.join(words, " ")
print(String.split(line) == words, String.split(line, " ") == words) # expect: true true
let text = String.repeat(line <> "\n  ", 100)
let all = String.split(text)
print(length(all), List.last(all) == List.last(words)) # expect: 4000 true
print(String.join(all, " ") == String.trim(String.repeat(line <> " ", 100))) # expect: true
print(length(String.split(String.repeat(",", 10_000), ","))) # expect: 10001
print(List.all?(String.split(String.repeat(",", 300), ",")) { part in part == "" }) # expect: true
let part = String.slice(text, 3, 2_000)
print(length(String.split(part)), List.first(String.split(part))) # expect: 102 w

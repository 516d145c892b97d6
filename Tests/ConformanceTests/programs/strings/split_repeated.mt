# Long texts whose pieces repeat: equal pieces may be one box, which no program can tell.

let names = for n in 1..3000 { "word" <> to_string((n * n) rem 700) }
let text = String.join(names, " ")
print(String.split(text) == names, String.split(text, " ") == names) # expect: true true
print(String.split(text, " ") == String.split(text, [" "])) # expect: true

# Pieces that differ in their length only, in their last byte only, and in bytes that are zero.
let odd = ["", <<0>>, <<0, 0>>, "a", <<"a", 0>>, <<"a", 0, 0>>, "abcdefgh", <<"abcdefgh", 0>>, "abcdefghi"]
let many = List.flat_map(1..1000) { _ in odd }
print(String.split(String.join(many, ","), ",") == many) # expect: true

# As long as what is copied, and longer.
let long = for n in 20..29 { String.repeat("x", n) }
let lines = List.flat_map(1..500) { _ in long }
print(String.split(String.join(lines, "\n")) == lines) # expect: true

# Hardly anything repeats.
let numbers = for n in 1..20_000 { to_string(n) }
print(String.split(String.join(numbers, " ")) == numbers) # expect: true

# What is shared can be changed, sent and looked up like anything else.
let words = String.split(String.repeat("one two three two ", 4000))
print(List.frequencies(words)["two"], List.length(List.uniq(words))) # expect: 8000 3
let me = self()
spawn { send(me, (:words, words)) }
receive { (:words, got) -> print(got == words) } # expect: true
print(List.last(words) <> "!", List.first(words) <> "!") # expect: two! one!

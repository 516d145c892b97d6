# Long strings are worked on in steps, and the result is the same.
#? no-stress
let n = 200_000
let text = String.repeat("añb ", n)
print(byte_size(text), String.length(text)) # expect: 1000000 800000
print(List.length(String.split(text)), List.length(String.split(text, " "))) # expect: 200000 200001
print(String.upcase(text) == String.repeat("AÑB ", n)) # expect: true
print(String.reverse(text) == String.repeat(" bña", n)) # expect: true
print(byte_size(String.replace(text, "ñ", "n"))) # expect: 800000
print(String.count(text, "ñ"), String.index_of(text <> "z", "z")) # expect: 200000 800000
print(List.length(String.codepoints(text)), List.length(String.bytes(text))) # expect: 800000 1000000
print(String.from_codepoints(String.codepoints(text)) == text) # expect: true
print(String.join(String.split(text), " ") <> " " == text) # expect: true
print(byte_size(String.join(List.duplicate(text, 3), "--"))) # expect: 3000004
print(byte_size(String.repeat("abc", 1_000_000))) # expect: 3000000
print(String.slice(String.repeat("abc", 1_000_000), 2_999_995) == "bcabc") # expect: true
let digits = String.repeat("123456789", 2_000)
print(to_string(String.to_integer(digits)) == digits) # expect: true
print(String.valid?(text), String.valid?(text <> <<200>>)) # expect: true false

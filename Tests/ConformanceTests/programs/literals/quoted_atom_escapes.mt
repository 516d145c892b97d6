# Quoted atoms take escapes but no interpolation; `\'` is an escape, too.
print(String.from_atom(:"a\tb")) # expect: a	b
print(String.from_atom(:"it\'s \"x\"")) # expect: it's "x"
print(String.from_atom(:"\u{41}")) # expect: A
print(String.length(String.from_atom(:"é"))) # expect: 1

# A binary gives its bytes.
print(for b in "abc" { b }) # expect: [97, 98, 99]
print(for b in <<1, 255>> { b + 1 }) # expect: [2, 256]
print(for b in "" { b }) # expect: []

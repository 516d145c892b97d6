# `1..3` is a range.
print(1..3) # expect: [1, 2, 3]

# `(1,)` is a tuple of one, `(x)` is grouping.
print((1,), (1, 2), ((1, 2), 3)) # expect: (1,) (1, 2) ((1, 2), 3)
print((5)) # expect: 5
print(is_tuple((5)), is_tuple((5,))) # expect: false true
print((1 + 2) * 3) # expect: 9
print((1, 2,)) # expect: (1, 2)

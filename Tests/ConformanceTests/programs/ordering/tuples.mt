# Tuples are ordered by size, then element by element.
print((9,) < (1, 1), (1, 2) < (1, 3), (1, 2) < (2, 1), () < (1,)) # expect: true true true true
print(List.sort([(2, :a), (1, :b), (1,), (1, :a)])) # expect: [(1,), (1, :a), (1, :b), (2, :a)]
print((1, 2.0) == (1.0, 2)) # expect: true

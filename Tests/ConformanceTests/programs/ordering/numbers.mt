# Numbers are ordered by value, whatever their kind.
print(List.sort([3, 1.5, 2, -1, 0.5])) # expect: [-1, 0.5, 1.5, 2, 3]
print(1 <= 1.0, 1 >= 1.0, 1 < 1.0, 1 > 1.0) # expect: true true false false

# `..` binds tighter than `++` and looser than `+`.
print([0] ++ 1..3) # expect: [0, 1, 2, 3]
print(1..1 + 2) # expect: [1, 2, 3]
print(1 - 1..1 * 2) # expect: [0, 1, 2]

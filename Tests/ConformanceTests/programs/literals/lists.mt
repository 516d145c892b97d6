# Lists are cons cells; `|` gives the tail.
print([1, 2, 3]) # expect: [1, 2, 3]
print([1 | [2, 3]]) # expect: [1, 2, 3]
print([1, 2 | [3]]) # expect: [1, 2, 3]
print([1 | 2]) # expect: [1 | 2]
print([1, 2 | 3]) # expect: [1, 2 | 3]
print([[] | []]) # expect: [[]]
print([1, 2,]) # expect: [1, 2]

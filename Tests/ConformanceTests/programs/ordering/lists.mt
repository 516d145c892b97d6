# Lists are ordered element by element, a prefix first.
print([1, 2] < [1, 3], [1] < [1, 0], [] < [1], [2] > [1, 9, 9]) # expect: true true true true
print([1 | 2] < [1, 0]) # expect: true
print(List.sort([[3], [], [1, 2], [1]])) # expect: [[], [1], [1, 2], [3]]

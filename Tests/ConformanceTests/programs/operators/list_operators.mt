# `++` appends; `--` takes away the first occurrence of each element, by `===`.
print([1, 2] ++ [3]) # expect: [1, 2, 3]
print([] ++ [1], [1] ++ []) # expect: [1] [1]
print([1] ++ 2) # expect: [1 | 2]
print([1, 2, 1, 3] -- [1]) # expect: [2, 1, 3]
print([1, 2, 1, 3] -- [1, 1, 9]) # expect: [2, 3]
print([1, 1.0, 2] -- [1.0]) # expect: [1, 2]

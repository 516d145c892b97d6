# `++`, `--` and `<>` associate to the right.
print([1, 2, 3] -- [1, 2] -- [2]) # expect: [2, 3]
print([1] ++ [2] ++ [3]) # expect: [1, 2, 3]
print("a" <> "b" <> "c") # expect: abc
print([1, 2] ++ [3] -- [3]) # expect: [1, 2]

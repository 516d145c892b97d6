# Comparisons bind looser than `++`, `<>`, `..` and arithmetic, tighter than `not`, `and`, `or`.
print(1 + 1 == 2) # expect: true
print([1] ++ [2] == [1, 2]) # expect: true
print("a" <> "b" == "ab") # expect: true
print(1..2 == [1, 2]) # expect: true
print(not 1 == 2) # expect: true
print(1 == 1 and 2 == 2) # expect: true
print(false and false or true) # expect: true
print(true or false and false) # expect: true
print(not false and false) # expect: false

# `for x in xs { }` gives a list.
print(for x in [1, 2, 3] { x * x }) # expect: [1, 4, 9]
print(for x in [] { x }) # expect: []
print(for _ in [1, 2] { :x }) # expect: [:x, :x]

# `when` filters; a guard that fails is false.
print(for x in 1..10 when x rem 3 == 0 { x }) # expect: [3, 6, 9]
print(for x in 1..3, y in 1..3 when x < y { (x, y) }) # expect: [(1, 2), (1, 3), (2, 3)]
print(for x in [1, :a, 2] when x + 1 > 0 { x }) # expect: [1, 2]

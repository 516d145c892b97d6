# Elements that do not match the pattern are skipped.
print(for (:ok, x) in [(:ok, 1), (:error, 2), :junk, (:ok, 3)] { x }) # expect: [1, 3]
print(for [a, b] in [[1, 2], [3], [4, 5]] { a + b }) # expect: [3, 9]
print(for %{n: n} in [%{n: 1}, %{}, %{n: 2, m: 1}] { n }) # expect: [1, 2]

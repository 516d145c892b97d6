# A map gives (k, v) pairs.
let m = %{a: 1, b: 2, "c" => 3}
print(List.sort(for (k, v) in m { (k, v * 10) })) # expect: [(:a, 10), (:b, 20), ("c", 30)]
print(for pair in %{x: 1} { pair }) # expect: [(:x, 1)]
print(for (k, 2) in m { k }) # expect: [:b]
print(for _ in %{} { 1 }) # expect: []

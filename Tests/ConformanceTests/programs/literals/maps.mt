# Maps take `k: v` and `k => v` pairs, with trailing commas; of equal keys the last wins.
print(%{a: 1, "k" => 2}) # expect: %{a: 1, "k" => 2}
print(%{a: 1, a: 2}) # expect: %{a: 2}
print(%{(1, 2) => [3], 1 => 1.5,}) # expect: %{1 => 1.5, (1, 2) => [3]}
let k = :dynamic
print(%{k => 1}) # expect: %{dynamic: 1}
print(%{k: 1}) # expect: %{k: 1}
print(%{1 + 1 => 2 + 2}) # expect: %{2 => 4}
print(%{:x => 1, nil => 2}[nil]) # expect: 2

# Maps print in key order, whatever their size and history.
print(%{b: 1, a: 2, "z" => 3, 10 => 4, 9 => 5, 1.5 => 6}) # expect: %{1.5 => 6, 9 => 5, 10 => 4, a: 2, b: 1, "z" => 3}
print(%{2 => :a, 1.0 => :b, 1 => :c}) # expect: %{1 => :c, 1.0 => :b, 2 => :a}
let m = Map.from_list(for i in 1..40 { (41 - i, i) })
print(String.starts_with?(inspect(m), "%{1 => 40, 2 => 39, 3 => 38, 4 => 37, ")) # expect: true
print(String.ends_with?(inspect(m), ", 39 => 2, 40 => 1}")) # expect: true

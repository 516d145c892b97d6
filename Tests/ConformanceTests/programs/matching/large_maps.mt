# Map patterns work on maps of any size.
let m = Map.from_list(for i in 1..200 { (i, i * i) })
let %{1 => a, 100 => b, 200 => c} = m
print(a, b, c) # expect: 1 10000 40000
print(match m { %{201 => _} -> :yes; %{} -> :no }) # expect: :no

# Map.update stores the default unchanged when the key is absent.
let m = Map.update(%{}, :n, 1) { n in n + 1 }
print(m) # expect: %{n: 1}
print(Map.update(m, :n, 1) { n in n + 1 }) # expect: %{n: 2}

# Thousands of registered names and their ends.
let n = 300
let ps = for i in 1..n { spawn(name: String.to_atom("n\(i)")) { receive { :stop -> :ok } } }
print(length(for i in 1..n when is_integer(i) { whereis(String.to_atom("n\(i)")) } -- ps)) # expect: 0
let refs = for p in ps { monitor(p) }
for i in 1..n { String.to_atom("n\(i)") ! :stop }
for r in refs { receive { (:DOWN, ^r, :process, _, _) -> :ok } }
print(whereis(:n1), whereis(:n300)) # expect: nil nil

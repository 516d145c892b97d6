# `m.a` is (:badkey, :a) when missing; `m["k"]` is nil when missing.
let m = %{a: 1, "k" => 2, nil => 3}
print(m.a, m["k"], m[:a], m[nil]) # expect: 1 2 1 3
print(m["z"], m[:z]) # expect: nil nil
print(try { m.z } catch { e -> e }) # expect: (:error, (:badkey, :z))

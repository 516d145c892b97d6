# `%{m | k: v}` updates a present key, else (:badkey, k).
let m = %{a: 1, b: 2, "c" => 3}
print(%{m | a: 10}, m) # expect: %{a: 10, b: 2, "c" => 3} %{a: 1, b: 2, "c" => 3}
print(%{m | a: 10, "c" => 30}) # expect: %{a: 10, b: 2, "c" => 30}
print(try { %{m | z: 1} } catch { e -> e }) # expect: (:error, (:badkey, :z))
print(try { %{m | "z" => 1, a: 2} } catch { e -> e }) # expect: (:error, (:badkey, "z"))
print(try { %{%{1 => 2} | 1.0 => 3} } catch { e -> e }) # expect: (:error, (:badkey, 1.0))

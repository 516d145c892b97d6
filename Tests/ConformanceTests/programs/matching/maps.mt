# A map pattern matches maps that have at least its keys.
fn f(m) { match m { %{a: 1, b: x} -> (:ab, x); %{a: x} -> (:a, x); %{} -> :map; _ -> :other } }
print(f(%{a: 1, b: 2, c: 3}), f(%{a: 9, b: 2}), f(%{c: 1}), f(%{}), f(1))
# expect: (:ab, 2) (:a, 9) :map :map :other
let %{"k" => v, 1 => w, nil => z} = %{"k" => :v, 1 => :w, nil => :z}
print(v, w, z) # expect: :v :w :z
print(match %{1.0 => :x} { %{1 => _} -> :yes; _ -> :no }) # expect: :no
print(match %{a: nil} { %{a: nil} -> :present; _ -> :absent }) # expect: :present

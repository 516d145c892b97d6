# Keys of map patterns are literals or pins.
let key = "name"
let %{^key => name} = %{"name" => "Ada", "age" => 36}
print(name) # expect: Ada
fn pick(m, k) { match m { %{^k => v} -> (:found, v); _ -> :missing } }
print(pick(%{a: 1}, :a), pick(%{a: 1}, :b)) # expect: (:found, 1) :missing

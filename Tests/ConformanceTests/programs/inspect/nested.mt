# inspect shows a term as source where it has one.
let t = (:ok, [1, 2.0, "three", 'f'], %{list: [], "k" => ((),)}, nil, <<1>>)
print(inspect(t)) # expect: (:ok, [1, 2.0, "three", 102], %{list: [], "k" => ((),)}, nil, <<1>>)
print(inspect([[], [[]], [1 | :a]])) # expect: [[], [[]], [1 | :a]]
print(inspect(%{a: %{b: %{}}})) # expect: %{a: %{b: %{}}}

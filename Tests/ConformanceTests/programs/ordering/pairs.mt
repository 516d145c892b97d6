# The same order, two by two.
let xs = [1, :a, make_ref(), fn() { 1 }, self(), (), %{}, [], ""]
let pairs = for (a, i) in List.with_index(xs), (b, j) in List.with_index(xs) when i < j { a < b and not (b < a) and b > a and a <= b and a != b }
print(List.uniq(pairs), length(pairs)) # expect: [true] 36

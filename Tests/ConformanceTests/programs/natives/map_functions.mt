# map and filter over maps.
let m = %{a: 1, b: 2}
print(Map.filter(m) { _, v in v > 1 }) # expect: %{b: 2}
print(Map.reduce(m, 0) { _, v, acc in v + acc }) # expect: 3

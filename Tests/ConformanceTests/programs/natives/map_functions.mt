# map and filter over maps.
let m = %{a: 1, b: 2}
print(Map.filter(m) { _, v in v > 1 }) # expect: %{b: 2}
print(Map.map(m) { _, v in v * 10 }) # expect: %{a: 10, b: 20}

# get put delete update merge keys values to_list from_list has_key? size map filter reduce.
let m = %{a: 1, b: 2}
print(Map.get(m, :a, 0), Map.get(m, :z, 0)) # expect: 1 0
print(Map.put(m, :c, 3), Map.delete(m, :a), Map.delete(m, :z) == m) # expect: %{a: 1, b: 2, c: 3} %{b: 2} true
print(Map.merge(m, %{b: 20, c: 30})) # expect: %{a: 1, b: 20, c: 30}
print(List.sort(Map.keys(m)), List.sort(Map.values(m))) # expect: [:a, :b] [1, 2]
print(List.sort(Map.to_list(m)), Map.from_list([(:x, 1), (:y, 2), (:x, 3)])) # expect: [(:a, 1), (:b, 2)] %{x: 3, y: 2}
print(Map.has_key?(m, :a), Map.has_key?(m, :z), Map.size(m)) # expect: true false 2

# Every operation gives a new map.
let a = %{x: 1}
let b = Map.put(a, :y, 2)
let c = Map.delete(b, :x)
print(a, b, c) # expect: %{x: 1} %{x: 1, y: 2} %{y: 2}

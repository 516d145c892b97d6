# Large maps: build, look up, update, delete, compare.
let n = 1_000
let m = Map.from_list(for i in 1..n { (i, i * 2) })
print(map_size(m), m[1], m[500], m[1_000], m[1_001]) # expect: 1000 2 1000 2000 nil
let updated = %{m | 500 => :changed}
print(updated[500], m[500], map_size(updated)) # expect: :changed 1000 1000
let smaller = List.reduce(1..990, m) { i, acc in Map.delete(acc, i) }
print(smaller == Map.from_list(for i in 991..1_000 { (i, i * 2) }), map_size(smaller)) # expect: true 10
let again = List.reduce(for i in 1..n { n + 1 - i }, %{}) { i, acc in Map.put(acc, i, i * 2) }
print(again == m, again === m) # expect: true true

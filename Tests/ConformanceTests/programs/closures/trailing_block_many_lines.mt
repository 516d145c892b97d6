# A trailing block holds several expressions, and its parameters may be any pattern.
let r = List.map([(:ok, 1), (:error, 2)]) { (tag, n) in
  let doubled = n * 2
  (tag, doubled)
}
print(r) # expect: [(:ok, 2), (:error, 4)]
let s = List.map([%{n: 1}, %{n: 2}]) { %{n: n} as m in
  (n, map_size(m))
}
print(s) # expect: [(1, 1), (2, 1)]

# `pattern as name` also binds the whole; `as` is the loosest pattern operator.
let (a, b) as pair = (1, 2)
print(a, b, pair) # expect: 1 2 (1, 2)
let [(x, _) as first | _] as all = [(1, 2), 3]
print(x, first, all) # expect: 1 (1, 2) [(1, 2), 3]
let "ab" <> rest as whole = "abc"
print(rest, whole) # expect: c abc
fn f(%{a: n} as m) { (n, map_size(m)) }
print(f(%{a: 1, b: 2})) # expect: (1, 2)

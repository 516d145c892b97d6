# A name twice in one pattern must match equal terms.
fn f(p) { match p { (x, x) -> (:same, x); (x, y) -> (:different, x, y) } }
print(f((1, 1)), f((1, 2)), f((1, 1.0))) # expect: (:same, 1) (:different, 1, 2) (:different, 1, 1.0)
print(f(([1, "a"], [1, "a"]))) # expect: (:same, [1, "a"])
print(match %{a: 1, b: [1]} { %{a: x, b: [x]} -> x }) # expect: 1

# A name in a segment's value binds; a name that repeats must match equal terms.
fn same(b) { match b { <<x, x>> -> (:same, x); <<x, y>> -> (:other, x, y) } }
print(same(<<1, 1>>), same(<<1, 2>>)) # expect: (:same, 1) (:other, 1, 2)
let x = 5
print(match <<5, 6>> { <<^x, y>> -> y; _ -> :no }) # expect: 6
print(match <<4, 6>> { <<^x, y>> -> y; _ -> :no }) # expect: :no

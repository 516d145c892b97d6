# A name bound by one arm does not reach the next one's guard.
let n = 100
fn f(x, n) { match x { (:a, n) when n > 5 -> (:arm, n); (:a, _) when n > 5 -> (:outer, n); _ -> :none } }
print(f((:a, 9), n), f((:a, 1), n)) # expect: (:arm, 9) (:outer, 100)

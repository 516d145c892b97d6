# Forms nest.
fn f(n) {
  if n > 0 {
    match n rem 3 {
      0 -> for i in 1..n { if i rem 2 == 0 { (:even, i) } else { (:odd, i) } }
      1 -> try { raise(n) } catch { (:error, r) -> { let (a, b) = (r, r); a + b } }
      _ -> (fn(x) { if let [h | _] = x { h } else { :none } })([n])
    }
  } else { :none }
}
print(f(3), f(4), f(5), f(0)) # expect: [(:odd, 1), (:even, 2), (:odd, 3)] 8 5 :none

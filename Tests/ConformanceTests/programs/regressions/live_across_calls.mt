# Values live across calls that collect and move everything.
fn make(n) { for i in 1..n { (i, "v\(i)", [i]) } }
fn f() {
  let a = make(5)
  let b = %{first: a}
  let c = make(6)
  let d = (a, b, c, make(3))
  let (x, y, z, w) = d
  (length(x), length(y.first), length(z), length(w), hd(a) == hd(c))
}
print(f()) # expect: (5, 5, 6, 3, true)

# Every call in tail position is a proper tail call.
module T {
  fn count(0) { :done }
  fn count(n) { count(n - 1) }
  fn even(0) { true }
  fn even(n) { T.odd(n - 1) }
  fn odd(0) { false }
  fn odd(n) { even(n - 1) }
  fn branches(n) {
    if n == 0 { :end } else { match n rem 2 { 0 -> branches(n - 1); _ -> { let m = n - 1; branches(m) } } }
  }
  fn closure(f, n) { if n == 0 { :closed } else { f(f, n - 1) } }
}
print(T.count(30_000), T.even(30_001), T.branches(30_000)) # expect: :done false :end
print(T.closure(fn(f, n) { T.closure(f, n) }, 10_000)) # expect: :closed

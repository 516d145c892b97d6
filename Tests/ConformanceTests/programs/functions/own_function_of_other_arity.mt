# The module's own function hides a built-in one of its own arity only.
module A {
  fn inspect(a, b) { (:own, a, b) }
  fn f() { (inspect(1), inspect(1, 2)) }
}
print(A.f()) # expect: ("1", (:own, 1, 2))

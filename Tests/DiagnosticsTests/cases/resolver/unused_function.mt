module M {
  fn f() { used() }
  private fn used() { 1 }
  private fn forever(n) { forever(n + 1) }
}
print(M.f())

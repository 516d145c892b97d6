module M {
  private fn f(0) { :zero }
  fn f(_) { g() }
  fn g() { f(1) }
}
print(M.g())

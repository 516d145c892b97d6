fn f() {
  fn g() { 1 }
  g()
}

fn f(x) {
  return x + 1
}
fn g() { return (1, 2) }

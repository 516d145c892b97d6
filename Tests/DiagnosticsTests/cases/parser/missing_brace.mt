module A {
  fn f(x) {
    if x {
      1
  }

  fn g() { 2 }
}

print(A.g())

module A {
  fn f() {
    let x = (1, 2
    x
  }

  fn g(y) {
    match y {
      1 -> {
        :a
      2 -> :b
    }
  }

  fn h() { 1 }
}

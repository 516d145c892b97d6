fn f(x) {
  match x {
    1 -> :a
  }

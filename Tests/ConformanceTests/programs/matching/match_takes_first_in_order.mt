# Earlier arms win, also when a later one is more exact.
fn f(x) {
  match x {
    (_, 1) -> :a
    (1, _) -> :b
    (1, 2) -> :c
    (_, _) -> :d
  }
}
print(f((1, 1)), f((1, 2)), f((2, 1)), f((2, 2))) # expect: :a :b :a :d

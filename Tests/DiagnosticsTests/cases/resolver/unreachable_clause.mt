fn f(x) { x }
fn f(:stop) { :never }
fn g(x) {
  match x {
    (:ok, v) -> v
    (:ok, 1) -> :never
    _ -> :other
    :late -> :never
  }
}
print(f(1), g(2))

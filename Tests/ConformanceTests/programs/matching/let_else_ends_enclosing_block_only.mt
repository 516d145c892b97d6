# The block that ends is the one that holds the let, not the function.
fn f(x) {
  let r = if true {
    let (:ok, v) = x else { _ -> :none }
    (:some, v)
  } else { :never }
  (:after, r)
}
print(f((:ok, 1)), f(:bad)) # expect: (:after, (:some, 1)) (:after, :none)

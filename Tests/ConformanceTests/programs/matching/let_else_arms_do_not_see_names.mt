# The arms of a let-else do not see the names of its pattern.
fn f(x) {
  let (:ok, found) = x else { _ -> found } # expect error: found
  found
}
print(f(1))

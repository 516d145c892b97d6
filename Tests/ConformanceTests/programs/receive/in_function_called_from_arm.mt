# The message is taken when the arm is chosen; its body may receive and recurse.
fn collect(acc) {
  receive {
    :end -> acc
    (:nest, n) -> collect([(n, collect([])) | acc])
    m -> collect([m | acc])
  }
}
for m in [1, (:nest, :in), 2, 3, :end, 4, :end] { self() ! m }
print(collect([])) # expect: [4, (:in, [3, 2]), 1]

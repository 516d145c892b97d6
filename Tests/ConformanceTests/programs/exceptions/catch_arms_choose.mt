# The first arm that matches is taken.
fn f(g) {
  try { g() } catch {
    (:error, :badarith) -> :arithmetic
    (:error, (:badmatch, v)) -> (:no_match, v)
    (:error, _) -> :error
    (class, v) -> (class, v)
  }
}
print(f(fn() { 1 div length([]) })) # expect: :arithmetic
print(f(fn() { let [] = (1, 2); 1 })) # expect: (:no_match, (1, 2))
print(f(fn() { raise(:else) }), f(fn() { throw(2) }), f(fn() { exit(3) })) # expect: :error (:throw, 2) (:exit, 3)

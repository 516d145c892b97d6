# `after` runs on every way out; its value is dropped.
fn f(action) {
  try { action() } catch { (:error, r) -> (:caught, r) } after { print("cleanup"); :dropped }
}
print(f(fn() { 1 }))
# expect: cleanup
# expect: 1
print(f(fn() { raise(:r) }))
# expect: cleanup
# expect: (:caught, :r)
print(try { f(fn() { throw(:t) }) } catch { e -> e })
# expect: cleanup
# expect: (:throw, :t)

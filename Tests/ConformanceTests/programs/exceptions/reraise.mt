# An arm may raise what it caught.
fn f() { try { throw((:deep, 1)) } catch { (:throw, v) -> { print("saw", v); throw(v) } } }
print(try { f() } catch { e -> e })
# expect: saw (:deep, 1)
# expect: (:throw, (:deep, 1))

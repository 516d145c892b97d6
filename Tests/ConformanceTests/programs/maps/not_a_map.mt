# Access to and an update of what is no map raise (:badmap, v), also for nil.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { id(nil).a })) # expect: (:badmap, nil)
print(reason(fn() { id(nil)["a"] })) # expect: (:badmap, nil)
print(reason(fn() { id([1])[0] })) # expect: (:badmap, [1])
print(reason(fn() { id((1,)).a })) # expect: (:badmap, (1,))
print(reason(fn() { %{id(5) | a: 1} })) # expect: (:badmap, 5)

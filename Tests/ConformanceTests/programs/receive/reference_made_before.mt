# A reference that was made before other messages came matches an early message, too.
let me = self()
let ref = make_ref()
self() ! (ref, 1)
for i in 1..5 { self() ! i }
let other = make_ref()
print(receive { (^ref, x) -> x; (^other, y) -> y }) # expect: 1
fn wait(r) { let new = make_ref(); receive { (^r, x) -> x; (^new, x) -> (:new, x) } }
self() ! (ref, 2)
print(wait(ref), is_pid(me)) # expect: 2 true

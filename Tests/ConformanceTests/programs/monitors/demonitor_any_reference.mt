# demonitor of a reference that is no monitor of one's own is true, and changes nothing.
let me = self()
let target = spawn { receive { :stop -> exit(:over) } }
print(demonitor(make_ref()), demonitor(make_ref(), info: true)) # expect: true false
spawn { let r = monitor(target); me ! (:foreign, r); receive { (:DOWN, ^r, :process, _, why) -> me ! (:fired, why) } }
let foreign = receive { (:foreign, r) -> r }
print(demonitor(foreign), demonitor(foreign, info: true)) # expect: true false
target ! :stop
receive { (:fired, why) -> print(why) } # expect: :over
fn id(x) { x }
print(try { demonitor(id(5)) } catch { (:error, r) -> r }) # expect: :badarg

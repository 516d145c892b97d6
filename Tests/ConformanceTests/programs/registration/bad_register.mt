# :badarg for a name that is taken, a process that has a name, a dead process, nil and what is no atom or pid.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
let p = spawn { receive { :stop -> :ok } }
let (dead, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
register(:taken, self())
print(reason(fn() { register(:taken, p) })) # expect: :badarg
print(reason(fn() { register(:second, self()) })) # expect: :badarg
print(reason(fn() { register(:taken, self()) })) # expect: :badarg
print(reason(fn() { register(:dead, dead) })) # expect: :badarg
print(reason(fn() { register(nil, p) })) # expect: :badarg
print(reason(fn() { register(id("text"), p) })) # expect: :badarg
print(reason(fn() { register(:number, id(5)) })) # expect: :badarg
print(whereis(:taken) == self(), whereis(:second), whereis(:dead)) # expect: true nil nil

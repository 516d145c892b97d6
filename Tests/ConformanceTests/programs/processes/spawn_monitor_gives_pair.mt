# spawn_monitor, and spawn with `monitor: true`, give (pid, ref).
let (p, r) = spawn_monitor { :bye }
print(is_pid(p), is_reference(r)) # expect: true true
receive { (:DOWN, ^r, :process, ^p, reason) -> print(reason) } # expect: :normal
let (q, s) = spawn(monitor: true) { exit(:over) }
receive { (:DOWN, ^s, :process, ^q, reason) -> print(reason) } # expect: :over

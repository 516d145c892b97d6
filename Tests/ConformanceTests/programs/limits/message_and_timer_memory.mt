# Messages and timers count against the limit of all memory; the process that makes them ends.
#? flags: --max-memory 48M
#? no-stress
#? timeout: 60s
let sink = spawn { receive { :never -> 1 } }
fn flood(to, n) { to ! (n, "message"); flood(to, n + 1) }
fn timers(to, n) { Process.send_after(to, n, 1_000_000); timers(to, n + 1) }
let (_, a) = spawn_monitor { flood(sink, 0) }
receive { (:DOWN, ^a, :process, _, why) -> print(why) } # expect: :heap_limit
exit(sink, :kill)
receive { after 100 -> :ok }
# What the dead process held can be used again.
let (_, b) = spawn_monitor { for i in 1..1_000 { spawn { i } } }
receive { (:DOWN, ^b, :process, _, why) -> print(why) } # expect: :normal
let other = spawn { receive { :never -> 1 } }
let (_, c) = spawn_monitor { timers(other, 0) }
receive { (:DOWN, ^c, :process, _, why) -> print(why) } # expect: :heap_limit

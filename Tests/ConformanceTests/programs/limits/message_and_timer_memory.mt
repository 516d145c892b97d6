# Messages and timers count against the limit of all memory; the process that makes them ends.
#? flags: --max-memory 48M
#? no-stress
#? timeout: 60s
let sink = spawn { receive { :never -> 1 } }
fn flood(n) { sink ! (n, "message"); flood(n + 1) }
let (_, a) = spawn_monitor { flood(0) }
receive { (:DOWN, ^a, :process, _, why) -> print(why) } # expect: :heap_limit
exit(sink, :kill)
receive { after 100 -> :ok }
# What the dead process held can be used again.
let (_, b) = spawn_monitor { for i in 1..1_000 { spawn { i } } }
receive { (:DOWN, ^b, :process, _, why) -> print(why) } # expect: :normal
let other = spawn { receive { :never -> 1 } }
fn later(n) { Process.send_after(other, n, 1_000_000); later(n + 1) }
let (_, c) = spawn_monitor { later(0) }
receive { (:DOWN, ^c, :process, _, why) -> print(why) } # expect: :heap_limit

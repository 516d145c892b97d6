# A timer to a process that died vanishes.
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
let t = Process.send_after(p, :hello, 60_000)
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
fn gone(t) { if Process.read_timer(t) == false { :gone } else { Process.sleep(1); gone(t) } }
print(gone(t)) # expect: :gone

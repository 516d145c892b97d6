# Both options: true for an active monitor, false for one that fired, which is flushed.
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
let a = monitor(p)
print(demonitor(a, flush: true, info: true)) # expect: true
let b = monitor(p)
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
fn until_queued() { if Process.info(self(), :message_queue_len) > 0 { :ok } else { Process.sleep(1); until_queued() } }
until_queued()
print(demonitor(b, flush: true, info: true)) # expect: false
print(receive { m -> m; after 0 -> :none }) # expect: :none

# Exit signals take effect anywhere, not only in receive.
let me = self()
fn busy(n) { if n == 0 { busy(1) } else { busy(n - 1) } }
let (p, ref) = spawn_monitor { me ! :busy; busy(100) }
receive { :busy -> :ok }
exit(p, :stop_now)
receive { (:DOWN, ^ref, :process, ^p, reason) -> print(reason) } # expect: :stop_now

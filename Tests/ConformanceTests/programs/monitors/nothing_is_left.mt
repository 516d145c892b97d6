# Monitors that fired or were taken away leave no entry on either side.
let p = spawn { receive { :stop -> :ok } }
for _ in 1..100 { demonitor(monitor(p)) }
print(Process.info(self(), :monitors), Process.info(p, :monitored_by)) # expect: [] []
for _ in 1..100 { let (_, r) = spawn_monitor { :end }; receive { (:DOWN, ^r, :process, _, _) -> :ok } }
print(Process.info(self(), :monitors)) # expect: []
p ! :stop

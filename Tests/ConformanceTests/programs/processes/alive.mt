# Process.alive? tells whether a process has ended.
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
print(Process.alive?(p), Process.alive?(self())) # expect: true true
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(Process.alive?(p)) # expect: false

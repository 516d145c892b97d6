# After demonitor there is no :DOWN.
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
let other = monitor(p)
print(demonitor(ref)) # expect: true
p ! :stop
receive { (:DOWN, ^other, :process, _, _) -> :ok }
print(receive { (:DOWN, ^ref, :process, _, _) -> :down; after 0 -> :none }) # expect: :none

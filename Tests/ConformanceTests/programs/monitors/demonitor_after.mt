# demonitor leaves a :DOWN that is queued already.
let (p, ref) = spawn_monitor { :gone }
let other = monitor(p)
receive { (:DOWN, ^other, :process, _, _) -> :ok }
print(demonitor(ref)) # expect: true
print(receive { (:DOWN, ^ref, :process, _, why) -> why; after 0 -> :none }) # expect: :normal

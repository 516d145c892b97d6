# `flush: true` takes a queued :DOWN out; other messages stay.
let (p, ref) = spawn_monitor { :gone }
let other = monitor(p)
receive { (:DOWN, ^other, :process, _, _) -> :ok }
self() ! :stays
print(demonitor(ref, flush: true)) # expect: true
print(receive { (:DOWN, ^ref, :process, _, _) -> :down; after 0 -> :none }) # expect: :none
print(receive { m -> m; after 0 -> :none }) # expect: :stays

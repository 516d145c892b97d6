# A send to a dead pid gives the message and does nothing.
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(p ! :hello) # expect: :hello
print(send(p, (:a, 1))) # expect: (:a, 1)

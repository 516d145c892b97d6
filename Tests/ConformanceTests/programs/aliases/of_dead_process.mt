# A message to the alias of a dead process is dropped.
let me = self()
let (_, ref) = spawn_monitor { me ! (:alias, alias()) }
let a = receive { (:alias, a) -> a }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(a ! :lost) # expect: :lost

# When :DOWN arrives the name is free and can be registered again.
let (p, ref) = spawn(name: :holder, monitor: true) { receive { :stop -> :ok } }
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> print(whereis(:holder)) } # expect: nil
print(register(:holder, self())) # expect: true

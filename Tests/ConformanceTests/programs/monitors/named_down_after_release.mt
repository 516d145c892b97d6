# A monitor by name fires when the name has been released.
let p = spawn(name: :named) { receive { :stop -> :ok } }
let ref = monitor(:named)
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> print(whereis(:named)) } # expect: nil

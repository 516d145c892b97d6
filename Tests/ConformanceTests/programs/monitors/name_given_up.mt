# A monitor by name watches the process, even when the name goes to another one.
let first = spawn(name: :seat) { receive { :stop -> exit(:first_ended) } }
let ref = monitor(:seat)
unregister(:seat)
let second = spawn(name: :seat) { receive { :stop -> :ok } }
first ! :stop
receive { (:DOWN, ^ref, :process, _, why) -> print(why, whereis(:seat) == second) } # expect: :first_ended true
second ! :stop

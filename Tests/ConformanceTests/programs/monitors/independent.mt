# Each monitor call is a monitor of its own.
let p = spawn { receive { :stop -> :ok } }
let a = monitor(p)
let b = monitor(p)
let c = monitor(p)
print(a == b) # expect: false
demonitor(b)
p ! :stop
receive { (:DOWN, ^a, :process, _, why) -> print(why) } # expect: :normal
receive { (:DOWN, ^c, :process, _, why) -> print(why) } # expect: :normal
print(receive { m -> m; after 0 -> :none }) # expect: :none

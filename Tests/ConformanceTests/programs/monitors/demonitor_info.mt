# `info: true` tells whether the monitor was active.
let p = spawn { receive { :stop -> :ok } }
let a = monitor(p)
print(demonitor(a, info: true), demonitor(a, info: true)) # expect: true false
let b = monitor(p)
p ! :stop
receive { (:DOWN, ^b, :process, _, _) -> :ok }
print(demonitor(b, info: true)) # expect: false

# With `alias: :reply_demonitor` a reply ends both the alias and the monitor.
let me = self()
let p = spawn { receive { (:call, r) -> { r ! (:reply, 1); r ! (:reply, 2) } }; receive { :stop -> :ok } }
let r = monitor(p, alias: :reply_demonitor)
p ! (:call, r)
receive { (:reply, n) -> print(n) } # expect: 1
print(demonitor(r, info: true)) # expect: false
let other = monitor(p)
p ! :stop
receive { (:DOWN, ^other, :process, _, _) -> :ok }
print(receive { m -> m; after 0 -> :none }) # expect: :none

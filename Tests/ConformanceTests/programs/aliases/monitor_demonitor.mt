# With `alias: :demonitor` the alias ends with the monitor: late replies are dropped.
let me = self()
let p = spawn { receive { :stop -> :ok } }
let r = monitor(p, alias: :demonitor)
spawn { r ! :in_time; me ! :sent }
receive { :sent -> :ok }
receive { m -> print(m) } # expect: :in_time
demonitor(r)
spawn { r ! :late; me ! :sent }
receive { m -> print(m) } # expect: :sent
let s = monitor(p, alias: :demonitor)
p ! :stop
receive { (:DOWN, ^s, :process, _, _) -> :ok }
spawn { s ! :late; me ! :sent }
receive { m -> print(m) } # expect: :sent

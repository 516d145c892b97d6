# A monitor is one-way: the watcher's end is nothing to the watched.
let p = spawn { receive { :stop -> :ok } }
let (_, ref) = spawn_monitor { monitor(p); exit(:watcher_ends) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :watcher_ends
print(Process.alive?(p)) # expect: true
p ! :stop

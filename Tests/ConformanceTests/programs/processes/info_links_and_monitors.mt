# Links and monitors show on both sides and vanish with them.
let p = spawn_link { receive { :stop -> :ok } }
let ref = monitor(p)
print(Process.info(self(), :links) == [p], Process.info(p, :links) == [self()]) # expect: true true
print(length(Process.info(self(), :monitors))) # expect: 1
demonitor(ref)
unlink(p)
print(Process.info(self(), :links), Process.info(self(), :monitors)) # expect: [] []
p ! :stop

# `name:` registers the process before it runs; the name is free when it has ended.
let me = self()
let (p, r) = spawn(name: :worker, monitor: true) { me ! (whereis(:worker) == self()); receive { :stop -> :ok } }
receive { named -> print(named) } # expect: true
print(whereis(:worker) == p) # expect: true
:worker ! :stop
receive { (:DOWN, ^r, :process, ^p, reason) -> print(reason) } # expect: :normal
print(whereis(:worker)) # expect: nil

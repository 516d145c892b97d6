# Messages by name and by pid, and :DOWN, keep their order.
let me = self()
register(:me, me)
let (p, ref) = spawn_monitor {
  :me ! 1
  me ! 2
  :me ! 3
}
let a = receive { m -> m }
let b = receive { m -> m }
let c = receive { m -> m }
let d = receive { m -> m }
print(a, b, c, d == (:DOWN, ref, :process, p, :normal)) # expect: 1 2 3 true

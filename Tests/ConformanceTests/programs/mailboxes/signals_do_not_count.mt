# :DOWN and (:EXIT, ...) never count and are never dropped.
let (p, _, gate) = Gated.start(%{mailbox: 2, overflow: :drop_newest})
p ! 1
p ! 2
print(Gated.held(gate)) # expect: [1, 2]
let me = self()
let (q, ref) = spawn(mailbox: 1, overflow: :drop_newest, monitor: true) {
  Process.flag(:trap_exit, true)
  me ! :ready
  let all = for i in 1..4 { receive { (:EXIT, _, why) when why == i -> why } }
  me ! (:signals, all)
}
receive { :ready -> :ok }
q ! :fills_it
for i in 1..4 { exit(q, i) }
receive { (:signals, all) -> print(all); (:DOWN, ^ref, :process, ^q, why) -> print(why) } # expect: [1, 2, 3, 4]

# Messages to the dead, dropped ones and those to a used alias are dead letters.
Events.subscribe(:dead_letter)
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
p ! :hello
receive { (:dead_letter, %{message: m, to: to, reason: r}) -> print(m, to == p, r) } # expect: :hello true :dead
let (q, _, gate) = Gated.start(%{mailbox: 1, overflow: :drop_newest})
q ! 1
q ! 2
receive { (:dead_letter, %{message: m, to: to, reason: r}) -> print(m, to == q, r) } # expect: 2 true :dropped
print(Gated.held(gate)) # expect: [1]
let a = alias()
unalias(a)
a ! :late
receive { (:dead_letter, %{message: m, reason: r}) -> print(m, r) } # expect: :late :alias

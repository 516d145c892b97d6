# A blocked sender is released when the receiver dies.
let me = self()
let (p, ref, _) = Gated.start(%{mailbox: 1, overflow: :block})
spawn { p ! 1; me ! :filled; me ! (:value, p ! 2) }
receive { :filled -> :ok }
exit(p, :kill)
receive { (:DOWN, ^ref, :process, ^p, _) -> :ok }
receive { (:value, v) -> print(v) } # expect: 2

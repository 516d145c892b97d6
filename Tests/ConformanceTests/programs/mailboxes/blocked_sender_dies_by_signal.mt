# A blocked sender still dies by signals.
let me = self()
let (p, _, gate) = Gated.start(%{mailbox: 1, overflow: :block})
let (sender, ref) = spawn_monitor { p ! 1; me ! :filled; p ! 2; me ! :sent }
receive { :filled -> :ok }
exit(sender, :give_up)
receive { (:DOWN, ^ref, :process, ^sender, why) -> print(why) } # expect: :give_up
print(hd(Gated.held(gate))) # expect: 1

# `:reject` raises :mailbox_full in the sender, which lives on.
let (p, _, gate) = Gated.start(%{mailbox: 2, overflow: :reject})
p ! 1
p ! 2
print(try { p ! 3 } catch { e -> e }) # expect: (:error, :mailbox_full)
print(try { send(p, 4) } catch { e -> e }) # expect: (:error, :mailbox_full)
print(Gated.held(gate)) # expect: [1, 2]

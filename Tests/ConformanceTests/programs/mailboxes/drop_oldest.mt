# `:drop_oldest` makes room by dropping the oldest.
let (p, _, gate) = Gated.start(%{mailbox: 3, overflow: :drop_oldest})
for i in 1..6 { p ! i }
print(Gated.held(gate)) # expect: [4, 5, 6]

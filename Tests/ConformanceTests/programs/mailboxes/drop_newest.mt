# `:drop_newest` drops what does not fit.
let (p, _, gate) = Gated.start(%{mailbox: 3, overflow: :drop_newest})
for i in 1..6 { p ! i }
print(Gated.held(gate)) # expect: [1, 2, 3]

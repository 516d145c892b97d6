# Without `mailbox:` a mailbox has no limit.
let (p, _, gate) = Gated.start(%{})
for i in 1..2_000 { p ! i }
print(Gated.held(gate) == 1..2_000) # expect: true

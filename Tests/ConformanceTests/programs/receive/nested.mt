# A receive inside an arm sees the rest of the mailbox in order.
for m in [:outer, 1, :inner, 2] { self() ! m }
let r = receive { :outer -> receive { :inner -> receive { n when is_integer(n) -> n } } }
print(r) # expect: 1
print(receive { m -> m }) # expect: 2

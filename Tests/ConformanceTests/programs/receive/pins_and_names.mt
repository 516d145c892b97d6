# Pins in receive patterns match what the name has already.
let wanted = make_ref()
self() ! (make_ref(), :wrong)
self() ! (wanted, :right)
print(receive { (^wanted, m) -> m }) # expect: :right
print(receive { (r, m) -> (r == wanted, m) }) # expect: (false, :wrong)

# receive gives its arm's value, and is an ordinary operand.
self() ! 20
print(receive { n -> n } + 1) # expect: 21
self() ! (:a, [1, 2])
let (tag, list) = receive { (t, l) when is_list(l) -> (t, length(l)) }
print(tag, list) # expect: :a 2

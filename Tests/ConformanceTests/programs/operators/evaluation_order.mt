# Operands and arguments are evaluated from left to right.
fn say(x) { print(x); x }
let sum = say(1) + say(2) * say(3)
# expect: 1
# expect: 2
# expect: 3
print(sum) # expect: 7
let t = (say(:a), [say(:b) | say([])], %{say(:k) => say(:v)})
# expect: :a
# expect: :b
# expect: []
# expect: :k
# expect: :v
print(t) # expect: (:a, [:b], %{k: :v})

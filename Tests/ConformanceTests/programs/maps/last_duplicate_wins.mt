# Of equal keys the last wins; all values are evaluated, in order.
fn say(x) { print(x); x }
print(%{a: say(1), b: say(2), a: say(3)})
# expect: 1
# expect: 2
# expect: 3
# expect: %{a: 3, b: 2}

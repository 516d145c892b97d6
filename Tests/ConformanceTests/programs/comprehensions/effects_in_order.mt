# The body runs for its effects, in order.
for x in ["a", "b"], n in 1..2 { print(x, n) }
# expect: a 1
# expect: a 2
# expect: b 1
# expect: b 2

# The right operand of `and` and `or` is in tail position.
fn down(n) { n == 0 or down(n - 1) }
fn up(n) { n < 30_000 and up(n + 1) }
print(down(30_000)) # expect: true
print(up(0)) # expect: false

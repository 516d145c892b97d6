# Deep terms are compared without end of stack.
fn nest(x, 0) { x }
fn nest(x, n) { nest([x], n - 1) }
print(nest(1, 5_000) < nest(2, 5_000), nest(:a, 5_000) == nest(:a, 5_000)) # expect: true true

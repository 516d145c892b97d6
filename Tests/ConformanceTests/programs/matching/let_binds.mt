# `let pattern = expr` binds in the rest of the block and gives the value matched.
let (a, [b, c | d]) = (1, [2, 3, 4])
print(a, b, c, d) # expect: 1 2 3 [4]
fn f(x) { let (_, y) = x }
print(f((1, 2))) # expect: (1, 2)

# `_` matches anything and binds nothing, so it may stand twice for unequal terms.
let (_, _, x) = (1, 2, 3)
print(x) # expect: 3
fn second(_first, second) { second }
print(second(1, 2)) # expect: 2

# Trailing commas are allowed everywhere.
fn add(a, b,) { a + b }
print(add(1, 2,),) # expect: 3
print([1,], (1, 2,), %{a: 1,}, <<1,>> == <<1>>) # expect: [1] (1, 2) %{a: 1} true
let f = fn(x,) { x }
print(f(4,)) # expect: 4

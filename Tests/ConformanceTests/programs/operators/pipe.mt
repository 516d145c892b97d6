# `x |> f(a)` is `f(x, a)`.
fn sub(a, b) { a - b }
module Maths { fn add(a, b) { a + b } }
print(10 |> sub(3)) # expect: 7
print(10 |> sub(3) |> Maths.add(1)) # expect: 8
5 |> print() # expect: 5
1 + 2 |> print() # expect: 3
[1, 2] |> List.map() { x in x * 2 } |> print() # expect: [2, 4]
[1, 2] |> List.map { x in x * 3 } |> print() # expect: [3, 6]
let f = fn(x, y) { (x, y) }
print(1 |> f(2)) # expect: (1, 2)
print(true or false |> inspect()) # expect: true

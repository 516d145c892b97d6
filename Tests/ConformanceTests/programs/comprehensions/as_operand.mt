# A `for` is an ordinary operand.
let n = length(for x in 1..4 when x > 1 { x }) + 1
print(n) # expect: 4
for x in [3, 1, 2] { x } |> List.sort() |> print() # expect: [1, 2, 3]

# Forms such as `if`, `match` and `for` are ordinary operands.
print(1 + if true { 2 } else { 3 }) # expect: 3
print(match 1 { 1 -> 10; _ -> 20 } * 2) # expect: 20
for x in [1, 2] { x * 2 } |> List.sum() |> print() # expect: 6
print(try { 5 } catch { _ -> 0 } + 1) # expect: 6

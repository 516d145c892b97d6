# The right side of `|>` is a call.
let x = 1 |> 2 # expect error:
print(x)

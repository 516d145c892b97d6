# A bare name is no call: the right side of `|>` needs parentheses or a trailing block.
let x = [1] |> length # expect error:
print(x)

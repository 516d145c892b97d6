# `let` is a block item, not an operand.
let a = 1 + let b = 2 # expect error: let
print(a)

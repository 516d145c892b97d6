# `let` is a block item: an arm that binds needs `-> { }`.
let r = match 1 { x -> let y = x } # expect error: let
print(r)

# A call's `(` and an index's `[` follow without a space: a bracket on a new line starts a new expression.
let m = %{1 => :one}
let a = m
[a] |> inspect() |> print() # expect: [%{1 => :one}]
print(m[1]) # expect: :one
let t = a
(t, 1) |> print() # expect: (%{1 => :one}, 1)

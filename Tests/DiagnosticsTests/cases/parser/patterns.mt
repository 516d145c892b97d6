let f(x) = 1
let {a: b} = m
let "a\(b)" = s
let a <> "b" = s
let %{k => v} = m
let a, b = (1, 2)
let x: Int = 1

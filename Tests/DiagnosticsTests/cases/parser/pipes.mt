x |> f
x |> m.a
x |> f() + 1
x |> fn(y) { y }
|> g()

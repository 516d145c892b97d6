match x {
  1, 2 -> :a
  3 | 4 -> :b
  n if n > 5 -> :c
  1..3 -> :d
  6 => :e
  7
  8 -> { 1 } |> f()
  9 -> :ok, :more
}

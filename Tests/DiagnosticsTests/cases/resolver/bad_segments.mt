let x = "a"
match <<1, 2>> {
  <<a/bytes, b/bytes>> -> (a, b)
  <<n:8, s:(n - 1)/bytes>> -> s
  ^x <> rest -> rest
  _ -> nil
}

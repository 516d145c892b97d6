receive {
  after 5 -> :a
  x -> x
  after 6 -> :b
}
match x { after 5 -> 1 }

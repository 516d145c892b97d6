# Taking a message makes room.
let me = self()
let p = spawn(mailbox: 1, overflow: :reject) {
  receive { :a -> me ! :took_a }
  receive { :b -> me ! :took_b }
}
p ! :a
receive { m -> print(m) } # expect: :took_a
p ! :b
receive { m -> print(m) } # expect: :took_b

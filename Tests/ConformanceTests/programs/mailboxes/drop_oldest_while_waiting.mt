# A receiver that waits for something else lets go of the oldest, too, whoever wakes it.
let me = self()
let p = spawn(%{mailbox: 3, overflow: :drop_oldest}) {
  receive { :open -> :ok }
  me ! Process.flush()
}
for i in 1..6 {
  p ! i
  # It has looked at the message and waits again.
  Process.info(p, :message_queue_len)
}
p ! :open
print(receive { kept -> kept }) # expect: [5, 6]

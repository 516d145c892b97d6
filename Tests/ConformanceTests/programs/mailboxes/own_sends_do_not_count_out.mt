# Overflow policies do not apply to a process's own sends.
let (_, ref) = spawn(mailbox: 2, overflow: :exit, monitor: true) {
  for i in 1..10 { self() ! i }
  exit((:held, Process.info(self(), :message_queue_len)))
}
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: (:held, 10)
let (_, ref2) = spawn(mailbox: 1, overflow: :block, monitor: true) {
  for i in 1..10 { self() ! i }
  exit(:not_blocked)
}
receive { (:DOWN, ^ref2, :process, _, why) -> print(why) } # expect: :not_blocked

# What a full mailbox does not keep is told on :dropped, and is a dead letter too.
Events.subscribe(:dropped)
Events.subscribe(:dead_letter)
let me = self()
fn hold(me) {
  let gate = spawn { receive { :open -> :ok } }
  let opened = monitor(gate)
  me ! (:ready, gate)
  receive { (:DOWN, ^opened, :process, _, _) -> :ok }
  me ! (:held, Process.flush())
}
fn letters(0) { [] }
fn letters(n) { receive { (:dead_letter, %{message: m, reason: :dropped}) -> [m | letters(n - 1)] } }
fn dropped(0) { [] }
fn dropped(n) { receive { (:dropped, %{message: m, policy: policy, to: to}) -> [(m, policy, is_pid(to)) | dropped(n - 1)] } }
for overflow in [:drop_newest, :drop_oldest] {
  let p = spawn(%{mailbox: 2, overflow: overflow}) { hold(me) }
  let gate = receive { (:ready, gate) -> gate }
  for n in 1..4 { p ! n }
  gate ! :open
  receive { (:held, kept) -> print(kept) }
  print(letters(2))
  print(dropped(2))
}
# expect: [1, 2]
# expect: [3, 4]
# expect: [(3, :drop_newest, true), (4, :drop_newest, true)]
# expect: [3, 4]
# expect: [1, 2]
# expect: [(1, :drop_oldest, true), (2, :drop_oldest, true)]

# An event about a message is no dead letter and is not told as dropped when it is not kept itself.
let q = spawn(%{mailbox: 1, overflow: :drop_oldest}) { hold(me) }
let gate = receive { (:ready, gate) -> gate }
for n in 1..3 { q ! (:dropped, %{message: n}) }
gate ! :open
receive { (:held, kept) -> print(kept) } # expect: [(:dropped, %{message: 3})]
print(Process.flush()) # expect: []

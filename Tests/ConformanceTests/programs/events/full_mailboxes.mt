# Publishing never waits: a subscriber whose bounded mailbox is full does not get the event, whatever its policy,
# unless the policy is to let go of the oldest.
let me = self()
fn reader(me) {
  Events.subscribe(:flood)
  me ! (:ready, self())
  receive { :never -> :ok }
}
fn waiting(me) {
  Events.subscribe(:flood)
  let gate = receive_gate(me)
  let ref = monitor(gate)
  receive { (:DOWN, ^ref, :process, _, _) -> :ok }
  me ! (:held, Process.flush())
}
fn receive_gate(me) {
  let gate = spawn { receive { :open -> :ok } }
  me ! (:gate, gate)
  gate
}
for overflow in [:block, :drop_newest, :reject, :drop_oldest] {
  let (_, ref) = spawn(%{mailbox: 3, overflow: overflow, monitor: true}) { waiting(me) }
  let gate = receive { (:gate, gate) -> gate }
  let reached = for n in 1..10 { Events.publish(:flood, n) }
  gate ! :open
  receive { (:held, events) -> print(overflow, reached, for (:flood, n) in events { n }) }
  receive { (:DOWN, ^ref, :process, _, _) -> :ok }
}
# expect: :block [1, 1, 1, 0, 0, 0, 0, 0, 0, 0] [1, 2, 3]
# expect: :drop_newest [1, 1, 1, 0, 0, 0, 0, 0, 0, 0] [1, 2, 3]
# expect: :reject [1, 1, 1, 0, 0, 0, 0, 0, 0, 0] [1, 2, 3]
# expect: :drop_oldest [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] [8, 9, 10]

# Who does not get an event for lack of room is told of on :dropped, to others.
Events.subscribe(:dropped)
let p = spawn(%{mailbox: 1, overflow: :block}) { reader(me) }
receive { (:ready, ^p) -> :ok }
print(Events.publish(:flood, 1), Events.publish(:flood, 2)) # expect: 1 0
receive { (:dropped, %{message: m, to: to, policy: policy}) -> print(m, to == p, policy) } # expect: (:flood, 2) true :drop_newest

# What comes through an alias does not count against a bounded mailbox: answers always arrive.
fn ask(server, request) {
  let ref = monitor(server, alias: :reply_demonitor)
  server ! (:ask, ref, request)
  receive {
    (^ref, answer)                     -> answer
    (:DOWN, ^ref, :process, _, reason) -> (:down, reason)
  }
}
fn serve() { receive { (:ask, ref, x) -> { ref ! (ref, x * 2); serve() } } }

fn until_full() {
  if Process.info(self(), :message_queue_len) < 2 { Process.yield(); until_full() }
}

let server = spawn { serve() }
let main = self()
for policy in [:block, :drop_newest, :drop_oldest, :reject, :exit] {
  let (client, ref) = spawn(monitor: true, mailbox: 2, overflow: policy) {
    receive { :go -> main ! :ready }
    until_full()
    print(policy, ask(server, 21), Process.flush())
  }
  client ! :stays
  client ! :go
  receive { :ready -> client ! :more }
  receive { (:DOWN, ^ref, _, _, _) -> :ok }
}
# expect: :block 42 [:stays, :more]
# expect: :drop_newest 42 [:stays, :more]
# expect: :drop_oldest 42 [:stays, :more]
# expect: :reject 42 [:stays, :more]
# expect: :exit 42 [:stays, :more]

# A reply to a fresh reference is found whatever else is queued, also when it was there before the wait.
let server = spawn { serve() }
fn serve() { receive { (:call, from, ref, x) -> { from ! (ref, x + 1); serve() } } }
for i in 1..500 { self() ! (:noise, i) }
fn call(server, x) {
  let ref = make_ref()
  server ! (:call, self(), ref, x)
  receive { (^ref, y) -> y }
}
fn late(server, x) {
  let ref = make_ref()
  server ! (:call, self(), ref, x)
  Process.sleep(2)
  receive { (^ref, y) -> y; after 1_000 -> :lost }
}
print(for i in 1..20 { call(server, i) } == 2..21) # expect: true
print(late(server, 1)) # expect: 2
print(Process.info(self(), :message_queue_len)) # expect: 500

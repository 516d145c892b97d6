# A call with a monitor that is an alias: one reply, or the server's reason.
fn call(server, request) {
  let r = monitor(server, alias: :reply_demonitor)
  server ! (:call, r, request)
  receive {
    (^r, reply) -> (:ok, reply)
    (:DOWN, ^r, :process, _, why) -> (:failed, why)
  }
}
fn serve() { receive { (:call, r, :crash) -> exit((:crashed, r == r)); (:call, r, x) -> { r ! (r, x * 2); serve() } } }
let server = spawn { serve() }
print(call(server, 1), call(server, 2)) # expect: (:ok, 2) (:ok, 4)
print(call(server, :crash)) # expect: (:failed, (:crashed, true))
print(call(server, 3)) # expect: (:failed, :noproc)

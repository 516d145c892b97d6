# N round trips of GenServer.call to a counter.
module CallCounter {
  fn init(n) { (:ok, n) }
  fn handle_call(:increment, _from, n) { (:reply, :ok, n + 1) }
  fn handle_call(:get, _from, n) { (:reply, n, n) }
}

fn calls(0, _) { :ok }
fn calls(n, server) {
  let :ok = GenServer.call(server, :increment)
  calls(n - 1, server)
}

let n = Bench.argument(0, 300_000)
let (:ok, server) = GenServer.start_link(CallCounter, 0)
calls(1_000, server)
Bench.run {
  calls(n, server)
  GenServer.call(server, :get) - 1_000
}

# Many senders, one counter: throughput of a mailbox.
fn counter(n) {
  receive {
    :inc -> counter(n + 1)
    (:get, from) -> from ! (:count, n)
  }
}

fn send_all(0, _) { :ok }
fn send_all(k, c) { c ! :inc; send_all(k - 1, c) }

fn start(0, _, _, _) { :ok }
fn start(s, k, c, me) { spawn { send_all(k, c); me ! :done }; start(s - 1, k, c, me) }

fn wait(0) { :ok }
fn wait(s) { receive { :done -> wait(s - 1) } }

let senders = Bench.argument(0, 10)
let n = Bench.argument(1, 1_000_000)
let me = self()
Bench.run {
  let c = spawn { counter(0) }
  start(senders, n div senders, c, me)
  wait(senders)
  c ! (:get, me)
  receive { (:count, total) -> total }
}

# Everyone pings everyone at random and waits for the answer, answering others meanwhile.
fn actor(sink, seed) {
  receive { (:go, all, k) -> turn(sink, all, tuple_size(all), k, seed * 7919 + 1) }
}

fn turn(sink, all, n, 0, r) { sink ! :done; answer(sink, all, n, r) }
fn turn(sink, all, n, k, r) {
  let next = (r * 1103515245 + 12345) band 0x7FFFFFFF
  elem(all, (next bsr 8) rem n) ! (:ping, self())
  await(sink, all, n, k, next)
}

fn await(sink, all, n, k, r) {
  receive {
    (:ping, from) -> { from ! :pong; await(sink, all, n, k, r) }
    :pong -> turn(sink, all, n, k - 1, r)
  }
}

fn answer(sink, all, n, r) {
  receive {
    (:ping, from) -> { from ! :pong; answer(sink, all, n, r) }
    :stop -> :ok
  }
}

fn wait(0) { :ok }
fn wait(n) { receive { :done -> wait(n - 1) } }

let n = Bench.argument(0, 120)
let pings = Bench.argument(1, 2_000)
let me = self()
Bench.run {
  let actors = for i in 1..n { spawn { actor(me, i) } }
  let all = List.to_tuple(actors)
  for a in actors { a ! (:go, all, pings) }
  wait(n)
  for a in actors { a ! :stop }
  n * pings
}

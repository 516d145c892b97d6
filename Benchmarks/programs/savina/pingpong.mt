# Savina 1, pingpong: N messages from one process to another, each answered before the next.
# Checks how many the other has counted.
fn pong(count) {
  receive {
    (:ping, from) -> { from ! :pong; pong(count + 1) }
    (:stop, from) -> from ! (:done, count)
  }
}

fn ping(0, other) { other ! (:stop, self()) }
fn ping(n, other) {
  other ! (:ping, self())
  receive { :pong -> ping(n - 1, other) }
}

let n = Bench.argument(0, 40_000)
Bench.run {
  ping(n, spawn { pong(0) })
  Bench.check(Bench.gather(1), n)
}

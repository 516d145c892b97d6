# Two processes, N round trips.
fn pong() { receive { (:ping, from, k) -> { from ! (:pong, k band 1); pong() } } }

fn ping(0, _, sum) { sum }
fn ping(n, p, sum) {
  p ! (:ping, self(), n)
  receive { (:pong, k) -> ping(n - 1, p, sum + k) }
}

let n = Bench.argument(0, 1_000_000)
let p = spawn { pong() }
Bench.run { ping(n, p, 0) }

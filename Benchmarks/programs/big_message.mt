# A list of N integers sent several times.
fn sink() { receive { (from, xs) -> { from ! (:len, length(xs)); sink() } } }

fn send_all(0, _, _, sum) { sum }
fn send_all(r, p, xs, sum) {
  p ! (self(), xs)
  receive { (:len, n) -> send_all(r - 1, p, xs, sum + n) }
}

let n = Bench.argument(0, 1_000_000)
let times = Bench.argument(1, 20)
let xs = 1..n
let p = spawn { sink() }
Bench.run { send_all(times, p, xs, 0) }

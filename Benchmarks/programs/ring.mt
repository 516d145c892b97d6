# A ring of processes that a number goes round in, N hops.
fn node_of(main) { receive { (:next, next) -> turn(next, main) } }

fn turn(next, main) {
  receive {
    0 -> main ! (:done, self())
    k -> { next ! k - 1; turn(next, main) }
  }
}

fn chain(0, previous, _) { previous }
fn chain(k, previous, main) {
  let p = spawn { node_of(main) }
  p ! (:next, previous)
  chain(k - 1, p, main)
}

let size = Bench.argument(0, 1_000)
let hops = Bench.argument(1, 1_000_000)
let main = self()
let first = spawn { node_of(main) }
first ! (:next, chain(size - 1, first, main))
Bench.run {
  first ! hops
  receive { (:done, p) -> is_pid(p) }
}

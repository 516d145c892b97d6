# Savina 5, threadring: a number goes round a ring of N processes and is one less after each hop, R
# hops. Checks at which process it has become 0.
fn node_at(index, main) { receive { (:next, next) -> pass(index, next, main) } }

fn pass(index, next, main) {
  receive {
    0 -> main ! (:done, index)
    hops -> { next ! hops - 1; pass(index, next, main) }
  }
}

fn chain(0, next, _) { next }
fn chain(index, next, main) {
  let pid = spawn { node_at(index, main) }
  pid ! (:next, next)
  chain(index - 1, pid, main)
}

let n = Bench.argument(0, 100)
let hops = Bench.argument(1, 100_000)
let me = self()
Bench.run {
  let first = spawn { node_at(0, me) }
  first ! (:next, chain(n - 1, first, me))
  first ! hops
  Bench.check(Bench.gather(1), hops rem n)
}

# Savina 2, count: one process sends another N messages without waiting.
# Checks how many the other has counted.
fn counter(n) {
  receive {
    :increment -> counter(n + 1)
    (:retrieve, from) -> from ! (:done, n)
  }
}

fn produce(0, counter) { counter ! (:retrieve, self()) }
fn produce(n, counter) { counter ! :increment; produce(n - 1, counter) }

let n = Bench.argument(0, 1_000_000)
Bench.run {
  produce(n, spawn { counter(0) })
  Bench.check(Bench.gather(1), n)
}

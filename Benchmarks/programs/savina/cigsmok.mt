# Savina 13, cigsmok: an arbiter lets one of S smokers at a time begin, chosen at random, R rounds;
# each smokes for up to a thousand steps after it has said that it began. Checks the number of
# cigarettes.
fn smoker(arbiter, smoked, main) {
  receive {
    (:start, steps) -> {
      arbiter ! :started
      Bench.work(steps, steps)
      smoker(arbiter, smoked + 1, main)
    }
    :stop -> main ! (:done, smoked)
  }
}

fn arbitrate(0, smokers, _) { List.each(Tuple.to_list(smokers)) { s in s ! :stop } }
fn arbitrate(n, smokers, r) {
  let choice = Bench.next(r)
  let next = Bench.next(choice)
  elem(smokers, Bench.below(choice, tuple_size(smokers))) ! (:start, Bench.below(next, 1_000) + 10)
  receive { :started -> arbitrate(n - 1, smokers, next) }
}

let rounds = Bench.argument(0, 1_000)
let n = Bench.argument(1, 200)
let me = self()
Bench.load([List, Tuple])
Bench.run {
  arbitrate(rounds, List.to_tuple(for _ in 1..n { spawn { smoker(me, 0, me) } }), 42)
  Bench.check(Bench.gather(n), rounds)
}

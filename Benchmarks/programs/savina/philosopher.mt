# Savina 11, philosopher: N philosophers ask an arbiter for both forks until they get them, M meals
# each. Checks the number of meals.
fn arbiter(taken, n) {
  receive {
    (:hungry, i, from) -> {
      let both = forks(i, n)
      if taken band both === 0 {
        from ! :eat
        arbiter(taken bor both, n)
      } else {
        from ! :denied
        arbiter(taken, n)
      }
    }
    (:eaten, i) -> arbiter(taken bxor forks(i, n), n)
  }
}

fn forks(i, n) { (1 bsl i) bor (1 bsl ((i + 1) rem n)) }

fn philosopher(_, meals, meals, _, main) { main ! (:done, meals) }
fn philosopher(i, meals, eaten, arbiter, main) {
  arbiter ! (:hungry, i, self())
  receive {
    :eat -> {
      arbiter ! (:eaten, i)
      philosopher(i, meals, eaten + 1, arbiter, main)
    }
    :denied -> philosopher(i, meals, eaten, arbiter, main)
  }
}

let n = Bench.argument(0, 20)
let meals = Bench.argument(1, 10_000)
let me = self()
Bench.run {
  let arbiter = spawn { arbiter(0, n) }
  for i in 0..n - 1 { spawn { philosopher(i, meals, 0, arbiter, me) } }
  Bench.check(Bench.gather(n), n * meals)
}

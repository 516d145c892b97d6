# Savina 4, fjcreate: N processes are made, get a message each, compute a sine, answer and end.
# Checks the number of answers.
fn worker() { receive { (:message, from) -> from ! (:done, compute(37.2)) } }

fn compute(angle) {
  let sine = Math.sin(angle)
  if sine * sine > 0.0 { 1 } else { 0 }
}

fn create(0, _) { :ok }
fn create(n, me) {
  spawn { worker() } ! (:message, me)
  create(n - 1, me)
}

let n = Bench.argument(0, 40_000)
Bench.load([Math])
Bench.run {
  create(n, self())
  Bench.check(Bench.gather(n), n)
}

# Savina 3, fjthrput: N messages to each of A processes in turn; each message costs a sine.
# Checks the number of sines computed.
fn worker(0, total, main) { main ! (:done, total) }
fn worker(n, total, main) { receive { :message -> worker(n - 1, total + compute(37.2), main) } }

fn compute(angle) {
  let sine = Math.sin(angle)
  if sine * sine > 0.0 { 1 } else { 0 }
}

fn send_all(0, _) { :ok }
fn send_all(n, workers) {
  List.each(workers) { w in w ! :message }
  send_all(n - 1, workers)
}

let n = Bench.argument(0, 10_000)
let actors = Bench.argument(1, 60)
let me = self()
Bench.load([List, Math])
Bench.run {
  send_all(n, for _ in 1..actors { spawn { worker(n, 0, me) } })
  Bench.check(Bench.gather(actors), n * actors)
}

# N processes alive and blocked in receive; prints the resident bytes of each too.
fn wake() { receive { (:stop, from) -> from ! :done } }
fn child(parent, false) { parent ! :ready; wake() }
fn child(parent, true) { parent ! :ready; Process.hibernate(Child, :wake, []) }

module Child {
  fn wake() { receive { (:stop, from) -> from ! :done } }
}

fn start(0, _, _, pids) { pids }
fn start(k, parent, sleeps, pids) {
  start(k - 1, parent, sleeps, [spawn { child(parent, sleeps) } | pids])
}

fn ready(0) { :ok }
fn ready(n) { receive { :ready -> ready(n - 1) } }
fn done(0) { :ok }
fn done(n) { receive { :done -> done(n - 1) } }

let n = Bench.argument(0, 1_000_000)
let sleeps = List.at(System.argv(), 1) == "hibernate"
let before = System.resident_memory()
let me = self()
Bench.run {
  let pids = start(n, me, sleeps, [])
  ready(n)
  print("bytes", (System.resident_memory() - before) div n)
  for p in pids { p ! (:stop, me) }
  done(n)
  n
}

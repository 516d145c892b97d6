# Traces begin and end while processes run the code, and none of them goes wrong.
#? schedulers: 4
#? timeout: 60s
module Busy {
  fn forever(n) { forever(n + 1) }
  fn count(0, sum) { sum }
  fn count(n, sum) { count(n - 1, sum + step(n)) }
  private fn step(n) { n }
  fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
}
fn ended(t) {
  receive { (:trace_end, ^t, reason, _) -> reason }
}
fn first() { receive { (:trace, _, _, what) -> what } }

# Endless loops of tail calls are traced although they never call anything by its module.
let loops = for _ in 1..2 { spawn(priority: :low) { Busy.forever(0) } }
for _ in 1..5 {
  let (:ok, t, _) = Trace.calls(Busy, :forever, 1, limit: 10, returns: true)
  match first() { (Busy, :forever, [n]) -> if n < 0 { print("wrong") } }
  if ended(t) != :limit { print("wrong") }
}
for pid in loops { exit(pid, :kill) }

let me = self()
for _ in 1..3 {
  spawn { for _ in 1..8 { me ! (:sum, Busy.count(3_000, 0), Busy.fib(14)) } }
}
for i in 1..20 {
  let (:ok, a, _) = Trace.calls(Busy, :any, :any, limit: 50, returns: i rem 2 == 0)
  let (:ok, b, _) = Trace.calls(Busy, :step, 1, limit: 5)
  Trace.stop(a)
  Trace.stop(b)
  ended(a)
  ended(b)
}
let sums = for _ in 1..24 { receive { (:sum, sum, fib) -> (sum, fib) } }
print(List.uniq(sums)) # expect: [(4501500, 377)]
print(Trace.active()) # expect: []

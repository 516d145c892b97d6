# After so many events a trace ends by itself, and what was traced runs as before.
module Fib { fn of(n) { if n < 2 { n } else { of(n - 1) + of(n - 2) } } }

fn run(f) {
  let (_, ref) = spawn_monitor { exit((:result, f())) }
  receive { (:DOWN, ^ref, _, _, (:result, value)) -> value }
}

let (:ok, t, _) = Trace.calls(Fib, :of, 1, limit: 5)
print(run { Fib.of(18) }) # expect: 2584
for _ in 1..5 {
  receive { (:trace, _, :call, call) -> print(call) }
}
# expect: (Fib, :of, [18])
# expect: (Fib, :of, [17])
# expect: (Fib, :of, [16])
# expect: (Fib, :of, [15])
# expect: (Fib, :of, [14])
receive { other -> print(other == (:trace_end, t, :limit, 0)) } # expect: true
print(run { Fib.of(18) }) # expect: 2584
receive { other -> print(other); after 0 -> print("no more") } # expect: no more

# Results count as events; those of calls that were told may come too late.
let (:ok, t, _) = Trace.calls(Fib, :of, 1, limit: 6, returns: true)
print(run { Fib.of(3) }) # expect: 2
for _ in 1..6 {
  receive {
    (:trace, _, :call, (_, _, arguments)) -> print(:call, arguments)
    (:trace, _, :return, _, value)        -> print(:return, value)
  }
}
# expect: :call [3]
# expect: :call [2]
# expect: :call [1]
# expect: :return 1
# expect: :call [0]
# expect: :return 0
receive { (:trace_end, ^t, reason, 0) -> print(reason) } # expect: :limit

# A bounded mailbox that is full: what finds no room is counted.
let me = self()
let tracer = spawn(mailbox: 3, overflow: :drop_newest) {
  receive { :look -> :ok }
  me ! (:held, for _ in 1..3 { receive { (:trace, _, :call, (_, _, [n])) -> n } })
  receive { (:trace_end, _, reason, dropped) -> me ! (reason, dropped) }
}
let (:ok, t, _) = Trace.calls(Fib, :of, 1, tracer: tracer, limit: :infinity)
print(run { Fib.of(10) }) # expect: 55
Trace.stop(t)
Kernel.exit(tracer, :normal)
let (_, ref) = spawn_monitor {
  # Its own mailbox would not take it while it is full.
  receive { after 0 -> :ok }
}
receive { (:DOWN, ^ref, _, _, _) -> :ok }
print(Process.info(tracer, :message_queue_len)) # expect: 4
Kernel.exit(tracer, :kill)
print(Trace.active()) # expect: []

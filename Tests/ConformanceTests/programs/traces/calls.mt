# A traced function tells its calls, results and exceptions, however it is called.
module Sums {
  fn of(list) { of(list, 0) }
  fn of([], sum) { sum }
  fn of([x | rest], sum) { of(rest, sum + x) }
  fn twice(x) { double(x) + 0 }
  private fn double(x) { x * 2 }
  fn bad(x) { raise((:bad, x)) }
  fn deep(0) { throw(:bottom) }
  fn deep(n) { 1 + deep(n - 1) }
}

fn events(reference) {
  receive {
    (:trace, _, kind, what)       -> { print(kind, what); events(reference) }
    (:trace, _, kind, what, more) -> { print(kind, what, more); events(reference) }
    (:trace_end, ^reference, reason, dropped) -> print(:end, reason, dropped)
  }
}
fn run(f) {
  let (_, ref) = spawn_monitor { exit((:result, f())) }
  receive { (:DOWN, ^ref, _, _, (:result, value)) -> value }
}

# Calls from outside, local ones and tail calls; a loop has one result.
let (:ok, t, functions) = Trace.calls(Sums, :of, :any, returns: true)
print(functions) # expect: [(:of, 1), (:of, 2)]
print(run { Sums.of([1, 2]) }) # expect: 3
Trace.stop(t)
events(t)
# expect: :call (Sums, :of, [[1, 2]])
# expect: :call (Sums, :of, [[1, 2], 0])
# expect: :call (Sums, :of, [[2], 1])
# expect: :call (Sums, :of, [[], 3])
# expect: :return (Sums, :of, 2) 3
# expect: :return (Sums, :of, 1) 3
# expect: :end :stopped 0

# A private function; by `apply`, by a reference, by a name that is computed, by a closure.
let (:ok, t, functions) = Trace.calls(Sums, :double, 1, %{})
print(functions) # expect: [(:double, 1)]
print(run { Sums.twice(1) }) # expect: 2
print(run { apply(Sums, :twice, [2]) }) # expect: 4
let f = &Sums.twice/1
print(run { f(3) }) # expect: 6
let name = Sums
print(run { name.twice(4) }) # expect: 8
Trace.stop(t)
events(t)
# expect: :call (Sums, :double, [1])
# expect: :call (Sums, :double, [2])
# expect: :call (Sums, :double, [3])
# expect: :call (Sums, :double, [4])
# expect: :end :stopped 0
print(run { Sums.twice(5) }) # expect: 10

# Processes that begin in the function.
let (:ok, t, _) = Trace.calls(Sums, :twice, 1, returns: true, limit: 2)
spawn(Sums, :twice, [7])
events(t)
# expect: :call (Sums, :twice, [7])
# expect: :return (Sums, :twice, 1) 14
# expect: :end :limit 0

# Exceptions, and that they arrive as without the trace.
let (:ok, t, _) = Trace.calls(Sums, :any, :any, returns: true)
print(run { try { Sums.bad(1) } catch { (class, reason) -> (class, reason, length(stacktrace())) } })
# expect: (:error, (:bad, 1), 3)
print(run { try { Sums.deep(1) } catch { (:throw, value) -> value } }) # expect: :bottom
Trace.stop(t)
events(t)
# expect: :call (Sums, :bad, [1])
# expect: :exception (Sums, :bad, 1) (:error, (:bad, 1))
# expect: :call (Sums, :deep, [1])
# expect: :call (Sums, :deep, [0])
# expect: :exception (Sums, :deep, 1) (:throw, :bottom)
# expect: :exception (Sums, :deep, 1) (:throw, :bottom)
# expect: :end :stopped 0

# A closure: its arguments, not what it has captured.
let offset = 10
let add = fn(x) { x + offset }
let (:ok, t, [(_, arity)]) = Trace.function(add, returns: true, limit: 2)
print(arity) # expect: 1
print(run { add(1) }) # expect: 11
receive { (:trace, _, :call, (_, _, arguments)) -> print(arguments) } # expect: [1]
receive { (:trace, _, :return, _, value) -> print(value) } # expect: 11
events(t) # expect: :end :limit 0
print(Trace.active()) # expect: []

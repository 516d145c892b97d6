# A trace ends with its tracer, a tracer is not traced, and several may watch the same.
module Steps { fn next(n) { n + 1 } }
fn run(f) {
  let (_, ref) = spawn_monitor { exit((:result, f())) }
  receive { (:DOWN, ^ref, _, _, (:result, value)) -> value }
}

# The next call notices that nobody listens.
let tracer = spawn { receive { :never -> :ok } }
let (:ok, _, _) = Trace.calls(Steps, :next, 1, tracer: tracer, returns: true)
exit(tracer, :kill)
Process.wait(tracer)
print(run { Steps.next(1) }) # expect: 2
print(Trace.active()) # expect: []

# A tracer calls what it traces.
let (:ok, t, _) = Trace.calls(Steps, :next, 1, %{})
print(Steps.next(1)) # expect: 2
print(run { Steps.next(5) }) # expect: 6
receive { (:trace, _, :call, (_, _, [n])) -> print(n) } # expect: 5

# Another one on the same function; one of them ends.
let (:ok, u, _) = Trace.calls(Steps, :any, :any, returns: true)
print(run { Steps.next(7) }) # expect: 8
let calls = for _ in 1..2 { receive { (:trace, _, :call, (_, _, [n])) -> n } }
print(calls) # expect: [7, 7]
receive { (:trace, _, :return, (_, name, arity), value) -> print(name, arity, value) } # expect: :next 1 8
Trace.stop(t)
receive { (:trace_end, ^t, :stopped, 0) -> :ok }
print(run { Steps.next(8) }) # expect: 9
receive { (:trace, _, :call, (_, _, [n])) -> print(n) } # expect: 8
receive { (:trace, _, :return, _, value) -> print(value) } # expect: 9
Trace.stop()
receive { (:trace_end, ^u, :stopped, 0) -> :ok }
print(run { Steps.next(9) }) # expect: 10
receive { other -> print(other); after 0 -> print("no more") } # expect: no more

# Large arguments are cut.
let (:ok, t, _) = Trace.calls(Steps, :next, 1, limit: 1)
let large = for i in 1..5_000 { i }
print(run { try { Steps.next(large) } catch { (:error, reason) -> reason } }) # expect: :badarith
receive { (:trace, _, :call, (_, _, [text])) -> print(String.slice(text, 0, 12), String.length(text) < 2_000) }
# expect: [1, 2, 3, 4, true
receive { (:trace_end, ^t, reason, 0) -> print(reason) } # expect: :limit

# What cannot be traced.
print(Trace.calls(List, :reverse, 1, %{})) # expect: (:error, :native)
print(Trace.calls(List, :no_such_function, :any, %{})) # expect: (:error, :undef)
print(Trace.calls(NoSuchModule, :any, :any, %{})) # expect: (:error, :undef)
print(Trace.function(&List.reverse/1, %{})) # expect: (:error, :native)
fn refused(f) { try { f() } catch { (:error, e) -> e } }
print(refused { Trace.calls("Math", :max, 1, %{}) }) # expect: :badarg
print(refused { Trace.calls(Math, :max, -1, %{}) }) # expect: :badarg
print(refused { Trace.calls(Math, :max, 1, limit: 0) }) # expect: :badarg
print(refused { Trace.calls(Math, :max, 1, limits: 5) }) # expect: :badarg
print(refused { Trace.calls(Math, :max, 1, tracer: :me) }) # expect: :badarg
print(refused { Trace.function(:max, %{}) }) # expect: :badarg
print(refused { Trace.process(self(), %{}) }) # expect: :badarg
print(refused { Trace.process(spawn { :ok }, events: [:sleep]) }) # expect: :badarg
print(refused { Trace.stop(:all) }) # expect: :badarg
print(Trace.stop(make_ref())) # expect: :ok

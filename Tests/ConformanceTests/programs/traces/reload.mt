# A new version of a module is traced as the old one was, and so is the old one as long as it runs.
fn version(n) {
  """
  module Reloaded {
    fn loop(me) {
      receive {
        :old  -> { step(\(n)); loop(me) }
        :new  -> { step(\(n)); Reloaded.loop(me) }
        :stop -> :ok
      }
    }
    fn step(n) { n }
    fn only_\(n)() { :ok }
  }
  """
}
fn call() { receive { (:trace, _, :call, (_, name, arguments)) -> print(name, arguments) } }

let (:ok, _) = Code.load_text(version(1), "reloaded.mt")
let p = spawn { Reloaded.loop(1) }
let (:ok, t, functions) = Trace.calls(Reloaded, :step, :any, %{})
print(functions) # expect: [(:step, 1)]
p ! :old
call() # expect: :step [1]
let (:ok, _) = Code.load_text(version(2), "reloaded.mt")
p ! :old
call() # expect: :step [1]
p ! :new
call() # expect: :step [1]
p ! :old
call() # expect: :step [2]
let (:ok, _) = Code.load_text(version(3), "reloaded.mt")
Trace.stop(t)
receive { (:trace_end, ^t, :stopped, 0) -> :ok }
p ! :old
p ! :new
p ! :old

# All functions: each version has its own.
let (:ok, t, functions) = Trace.calls(Reloaded, :any, 0, %{})
print(List.sort(functions)) # expect: [(:only_1, 0), (:only_2, 0), (:only_3, 0)]
let (:ok, _) = Code.load_text(version(4), "reloaded.mt")
spawn { Reloaded.only_4() }
call() # expect: :only_4 []
Trace.stop(t)
receive { (:trace_end, ^t, :stopped, 0) -> :ok }
p ! :stop
Process.wait(p)
print(Trace.active()) # expect: []
receive { other -> print(other); after 0 -> print("no more") } # expect: no more

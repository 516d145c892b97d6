# An interval keeps its rhythm and stops when it is cancelled.
#? no-stress
let start = Time.monotonic()
let t = Timer.send_interval(self(), :tick, 5)
for _ in 1..10 { receive { :tick -> :ok } }
print(Time.monotonic() - start >= 50) # expect: true
print(Timer.cancel(t)) # expect: :ok
Process.flush()
Process.sleep(20)
print(Process.flush()) # expect: []
# One that calls a function ends with the process that made it.
let me = self()
spawn {
  me ! Timer.every(1) { me ! :called }
  Process.sleep(5)
}
let (:timer, pid) = receive { (:timer, _) as timer -> timer }
print(List.member?([:normal, :noproc], Process.wait(pid, 2_000))) # expect: true

# Both ends link and unlink at the same time; what holds at the end is what was done last.
Process.flag(:trap_exit, true)
let me = self()
let p = spawn {
  Process.flag(:trap_exit, true)
  for _ in 1..100 { link(me); unlink(me) }
  me ! :done
  receive { :stop -> exit(:bye) }
}
for _ in 1..100 { link(p); unlink(p) }
receive { :done -> :ok }
let ref = monitor(p)
unlink(p)
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(receive { (:EXIT, ^p, _) -> :exit; after 0 -> :none }) # expect: :none

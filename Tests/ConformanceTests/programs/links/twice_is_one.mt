# Linked twice, there is one signal only, and one unlink suffices.
Process.flag(:trap_exit, true)
let (p, ref) = spawn_monitor { receive { :stop -> exit(:stopped) } }
link(p)
link(p)
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
receive { (:EXIT, ^p, reason) -> print(reason) } # expect: :stopped
print(receive { (:EXIT, ^p, _) -> :second; after 0 -> :none }) # expect: :none
let (q, ref2) = spawn_monitor { receive { :stop -> exit(:stopped) } }
link(q)
link(q)
unlink(q)
q ! :stop
receive { (:DOWN, ^ref2, :process, _, _) -> :ok }
print(receive { (:EXIT, ^q, _) -> :exit; after 0 -> :none }) # expect: :none

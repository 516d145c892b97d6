# link to a dead process gives true and then (:EXIT, pid, :noproc) when trapping.
Process.flag(:trap_exit, true)
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(link(p)) # expect: true
receive { (:EXIT, ^p, reason) -> print(reason) } # expect: :noproc

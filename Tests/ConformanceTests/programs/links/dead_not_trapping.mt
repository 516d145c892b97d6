# link to a dead process raises :noproc when not trapping.
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(try { link(p) } catch { e -> e }) # expect: (:error, :noproc)

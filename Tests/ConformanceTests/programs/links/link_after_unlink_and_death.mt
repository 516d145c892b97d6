# After unlink and the other's death, link finds nobody.
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
link(p)
unlink(p)
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(try { link(p) } catch { e -> e }) # expect: (:error, :noproc)

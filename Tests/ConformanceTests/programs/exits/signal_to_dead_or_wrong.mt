# exit(dead, reason) is true; exit(not_a_pid, reason) is :badarg.
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(exit(p, :late), Process.exit(p, :late)) # expect: true true
fn id(x) { x }
print(try { exit(id(5), :why) } catch { e -> e }) # expect: (:error, :badarg)

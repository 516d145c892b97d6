# unlink of what is not linked is true; of what is no pid :badarg.
let (p, ref) = spawn_monitor { :gone }
print(unlink(p)) # expect: true
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(unlink(p)) # expect: true
fn id(x) { x }
print(try { link(id(5)) } catch { (:error, r) -> r }, try { unlink(id(5)) } catch { (:error, r) -> r }) # expect: :badarg :badarg

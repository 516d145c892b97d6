# A process that ends normally leaves its links' other ends alone, and the link is gone.
let p = spawn { receive { :stop -> :ok } }
let (q, ref) = spawn_monitor { link(p); :normal_end }
receive { (:DOWN, ^ref, :process, ^q, _) -> :ok }
print(Process.alive?(p)) # expect: true
fn settled(p) { if Process.info(p, :links) == [] { [] } else { Process.sleep(1); settled(p) } }
print(settled(p)) # expect: []
p ! :stop

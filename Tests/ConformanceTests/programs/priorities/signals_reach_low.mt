# Requests and signals reach a low process while normal ones are busy.
fn spin(n) { spin(n + 1) }
let hogs = for _ in 1..3 { spawn { spin(0) } }
let (p, ref) = spawn(priority: :low, monitor: true) { spin(0) }
print(is_integer(Process.info(p, :reductions))) # expect: true
exit(p, :enough)
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :enough
for h in hogs { exit(h, :kill) }

# Signals reach a process that never receives.
fn spin(n) { spin(n + 1) }
let (p, ref) = spawn_monitor { spin(0) }
exit(p, :enough)
receive { (:DOWN, ^ref, :process, _, reason) -> print(reason) } # expect: :enough
let (q, ref2) = spawn_monitor { spin(0) }
exit(q, :kill)
receive { (:DOWN, ^ref2, :process, _, reason) -> print(reason) } # expect: :killed

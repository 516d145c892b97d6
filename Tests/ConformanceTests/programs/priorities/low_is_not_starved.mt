# Low processes run beside busy normal ones.
fn spin(n) { spin(n + 1) }
let hogs = for _ in 1..3 { spawn { spin(0) } }
let me = self()
spawn(priority: :low) { me ! :low_ran }
receive { m -> print(m) } # expect: :low_ran
for h in hogs { exit(h, :kill) }

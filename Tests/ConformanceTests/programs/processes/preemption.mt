# An endless loop does not keep others from running.
fn spin(n) { spin(n + 1) }
let hogs = for _ in 1..3 { spawn { spin(0) } }
let me = self()
spawn { me ! :ran }
receive { :ran -> print("others run") } # expect: others run
for h in hogs { exit(h, :kill) }

# Unlink and link again: the link counts.
Process.flag(:trap_exit, true)
let p = spawn_link { receive { :stop -> exit(:bye) } }
for _ in 1..20 { unlink(p); link(p) }
p ! :stop
receive { (:EXIT, ^p, why) -> print(why) } # expect: :bye

# An (:EXIT, ...) that is queued already stays after unlink.
Process.flag(:trap_exit, true)
let p = spawn_link { exit(:bye) }
let ref = monitor(p)
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
unlink(p)
print(receive { (:EXIT, ^p, why) -> why; after 0 -> :none }) # expect: :bye

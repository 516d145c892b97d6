# spawn_monitor by a process that traps exits yields a :DOWN only.
Process.flag(:trap_exit, true)
let (p, ref) = spawn_monitor { exit(:end) }
receive { (:DOWN, ^ref, :process, ^p, why) -> print(why) } # expect: :end
print(receive { m -> m; after 0 -> :none }) # expect: :none

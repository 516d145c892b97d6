# A monitor of a dead process fires at once with :noproc.
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, ^p, reason) -> print(reason) } # expect: :normal
let again = monitor(p)
receive { (:DOWN, ^again, :process, ^p, reason) -> print(reason) } # expect: :noproc

# A process in a long sleep dies at once by a signal.
let (p, ref) = spawn_monitor { Process.sleep(60_000) }
exit(p, :wake)
receive { (:DOWN, ^ref, :process, ^p, why) -> print(why) } # expect: :wake

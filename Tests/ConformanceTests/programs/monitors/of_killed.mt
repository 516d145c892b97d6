# The reason of a killed process is :killed, of a failed one the reason with its trace.
let (a, ra) = spawn_monitor { receive { :never -> :ok } }
exit(a, :kill)
receive { (:DOWN, ^ra, :process, _, why) -> print(why) } # expect: :killed
let (_, rb) = spawn_monitor { raise(:bug) }
receive { (:DOWN, ^rb, :process, _, (why, [frame | _])) -> print(why, tuple_size(frame)) } # expect: :bug 4

# A process that dies at once still takes its parent along, or tells it.
let (_, ref) = spawn_monitor { spawn_link { exit(:at_once) }; receive { :never -> :ok } }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :at_once
Process.flag(:trap_exit, true)
let p = spawn_link { raise(:bug) }
receive { (:EXIT, ^p, (why, trace)) -> print(why, is_list(trace)) } # expect: :bug true

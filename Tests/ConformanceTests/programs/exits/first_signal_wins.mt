# Of two exit signals the first wins.
let (p, ref) = spawn_monitor { receive { :never -> :ok } }
exit(p, :first)
exit(p, :second)
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :first

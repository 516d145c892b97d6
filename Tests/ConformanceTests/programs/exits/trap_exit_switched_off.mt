# A process that stops trapping dies by the next signal; what came before stays a message.
let main = self()
let (p, ref) = spawn_monitor {
  Process.flag(:trap_exit, true)
  main ! :ready
  receive { :switch -> Process.flag(:trap_exit, false) }
  main ! :switched
  receive { :never -> :ok }
}
receive { :ready -> :ok }
exit(p, :first)
p ! :switch
receive { :switched -> :ok }
exit(p, :second)
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :second

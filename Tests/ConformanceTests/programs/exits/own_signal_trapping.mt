# A trapping process gets its own signal as a message, but :kill ends it.
let main = self()
spawn {
  Process.flag(:trap_exit, true)
  print(exit(self(), :foo)) # expect: true
  receive { (:EXIT, from, why) -> main ! (from == self(), why) }
}
receive { m -> print(m) } # expect: (true, :foo)
let (_, ref) = spawn_monitor { Process.flag(:trap_exit, true); exit(self(), :kill); receive { _ -> :ok } }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :killed

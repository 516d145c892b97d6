# exit(self(), :normal) ends a process that does not trap, and is a message for one that does.
let main = self()
let (p, ref) = spawn_monitor { exit(self(), :normal); main ! :survived; receive { :never -> :ok } }
print(receive { :survived -> :survived; (:DOWN, ^ref, :process, ^p, why) -> (:died, why) }) # expect: (:died, :normal)
spawn {
  Process.flag(:trap_exit, true)
  exit(self(), :normal)
  receive { (:EXIT, from, why) -> main ! (from == self(), why) }
}
receive { m -> print(m) } # expect: (true, :normal)

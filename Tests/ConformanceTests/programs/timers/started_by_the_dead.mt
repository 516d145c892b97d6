# A timer to another process fires even when the one that started it is gone.
let me = self()
let (_, ref) = spawn_monitor { Process.send_after(me, :from_the_grave, 10) }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
receive { m -> print(m) } # expect: :from_the_grave

# What a dying process leaves unread is no dead letter.
Events.subscribe(:dead_letter)
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
p ! :unread
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
p ! :afterwards
receive { (:dead_letter, %{message: m}) -> print(m) } # expect: :afterwards

# (:DOWN, ref, :process, pid, reason), once.
let (p, ref) = spawn_monitor { receive { :stop -> exit(:why) } }
p ! :stop
receive { (:DOWN, ^ref, kind, pid, reason) -> print(kind, pid == p, reason) } # expect: :process true :why
print(receive { m -> m; after 0 -> :none }) # expect: :none

# Process.list holds every living process.
let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
print(List.member?(Process.list(), p), List.member?(Process.list(), self())) # expect: true true
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(List.member?(Process.list(), p)) # expect: false

# spawn of what is no function raises; a function with parameters dies of :badarity.
fn id(x) { x }
print(try { spawn(id(5)) } catch { (:error, r) -> r }) # expect: :badarg
let (_, ref) = spawn_monitor(fn(x) { x })
receive { (:DOWN, ^ref, :process, _, ((:badarity, (_, args)), _)) -> print(args) } # expect: []

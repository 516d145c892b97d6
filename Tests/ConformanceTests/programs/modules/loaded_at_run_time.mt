# A call through a variable loads the module, too.
let name = :BesideMe
print(name.twice(21)) # expect: 42
let (_, ref) = spawn_monitor(Far.Away, :call_back, [1])
receive { (:DOWN, ^ref, :process, _, reason) -> print(reason) } # expect: :normal

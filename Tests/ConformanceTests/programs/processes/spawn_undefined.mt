# A process started with an unknown function ends with :undef.
let (_, ref) = spawn_monitor(List, :no_such_function, [1])
receive { (:DOWN, ^ref, :process, _, (reason, [frame | _])) -> print(reason, elem(frame, 2)) } # expect: :undef [1]

# A closure called with the wrong number of arguments ends its process with (:badarity, (f, args)).
let (_, ref) = spawn_monitor { let f = fn(x) { x }; f(1, 2) }
receive { (:DOWN, ^ref, :process, _, ((:badarity, (f, args)), _)) -> print(is_function(f), args) } # expect: true [1, 2]

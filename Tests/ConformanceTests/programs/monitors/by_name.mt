# A monitor of a name tells (name, node); of an unknown name it fires with :noproc.
let p = spawn(name: :server) { receive { :stop -> exit(:done) } }
let ref = monitor(:server)
p ! :stop
receive { (:DOWN, ^ref, :process, object, reason) -> print(object == (:server, node()), reason) } # expect: true :done
let none = monitor(:nobody)
receive { (:DOWN, ^none, :process, object, reason) -> print(object == (:nobody, node()), reason) } # expect: true :noproc

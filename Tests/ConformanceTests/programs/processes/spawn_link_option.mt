# spawn_link, and spawn with `link: true`, link the new process before it runs.
Process.flag(:trap_exit, true)
let a = spawn_link { exit(:one) }
receive { (:EXIT, ^a, reason) -> print(reason) } # expect: :one
let b = spawn(link: true) { exit(:two) }
receive { (:EXIT, ^b, reason) -> print(reason) } # expect: :two
let (c, ref) = spawn(link: true, monitor: true) { exit(:three) }
receive { (:EXIT, ^c, reason) -> print(reason) } # expect: :three
receive { (:DOWN, ^ref, :process, ^c, reason) -> print(reason) } # expect: :three

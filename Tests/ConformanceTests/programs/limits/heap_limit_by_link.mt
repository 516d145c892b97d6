# A process linked to one that dies of :heap_limit dies with the same reason, or is told.
#? no-stress
fn grow(list) { grow([list | list]) }
Process.flag(:trap_exit, true)
let p = spawn(max_heap: 1_000_000, link: true) { grow([]) }
receive { (:EXIT, ^p, why) -> print(why) } # expect: :heap_limit

# A heap that grows without end dies with :heap_limit, which cannot be trapped or caught.
#? no-stress
fn grow(list) { grow([list | list]) }
let (_, ref) = spawn(max_heap: 1_000_000, monitor: true) {
  Process.flag(:trap_exit, true)
  try { grow([]) } catch { e -> exit((:caught, e)) }
}
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :heap_limit

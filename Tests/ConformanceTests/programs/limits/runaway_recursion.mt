# A recursion without end dies with :heap_limit under max_heap; nobody else notices.
#? no-stress
fn deep(n) { 1 + deep(n + 1) }
let (_, ref) = spawn(max_heap: 2_000_000, monitor: true) { deep(0) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :heap_limit
print("alive") # expect: alive

# Binaries held off the heap count, too.
#? no-stress
fn hoard(kept, i) { hoard([String.repeat("0123456789abcdef", 4_000) <> inspect(i) | kept], i + 1) }
let (_, ref) = spawn(max_heap: 4_000_000, monitor: true) { hoard([], 0) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :heap_limit

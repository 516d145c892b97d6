# Large messages count against max_heap while they are kept: 1.6 MB each.
#? no-stress
fn forget() {
  receive {
    (:list, xs, from) -> {
      from ! length(xs)
      forget()
    }
  }
}
fn keep(kept) { receive { (:list, xs, from) -> { from ! length(kept); keep([xs | kept]) } } }

let xs = 1..100_000
let me = self()
let (p, _) = spawn(max_heap: 5_000_000, monitor: true) { forget() }
for _ in 1..20 {
  p ! (:list, xs, me)
  receive { n -> n }
}
print(Process.alive?(p)) # expect: true
let (q, ref) = spawn(max_heap: 5_000_000, monitor: true) { keep([]) }
for _ in 1..4 { q ! (:list, xs, me) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :heap_limit

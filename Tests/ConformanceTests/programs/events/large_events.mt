# Large events are copied a slice at a time, and a publisher that is killed half way leaves nothing.
let me = self()
# Its parts are shared on the heap, and each copied on the way.
fn doubled(term, 0) { term }
fn doubled(term, n) { doubled((term, term), n - 1) }
let big = doubled([:leaf], 16)
fn leaves((a, _), n) { leaves(a, n + 1) }
fn leaves(leaf, n) { (leaf, n) }
fn summed(me) {
  Events.subscribe(:big)
  me ! :ready
  receive { (:big, term) -> me ! (:sum, leaves(term, 0)) }
}
for _ in 1..3 { spawn { summed(me) } }
for _ in 1..3 { receive { :ready -> :ok } }
print(Events.publish(:big, big)) # expect: 3
for _ in 1..3 { receive { (:sum, sum) -> print(sum) } }
# expect: ([:leaf], 16)
# expect: ([:leaf], 16)
# expect: ([:leaf], 16)

fn publish_for_ever(list) {
  Events.publish(:deaf, list)
  publish_for_ever(list)
}
let deaf = spawn(%{mailbox: 2, overflow: :drop_newest}) {
  Events.subscribe(:deaf)
  me ! :ready
  receive { :stop -> :ok }
}
receive { :ready -> :ok }
for _ in 1..3 {
  let (p, ref) = spawn_monitor { publish_for_ever(big) }
  for _ in 1..20 { Process.yield() }
  exit(p, :kill)
  receive { (:DOWN, ^ref, :process, _, reason) -> print(reason) }
}
# expect: :killed
# expect: :killed
# expect: :killed
print(Process.alive?(deaf)) # expect: true

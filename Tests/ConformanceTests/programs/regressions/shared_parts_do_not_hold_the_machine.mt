# Terms whose parts are shared may be larger as a copy than all memory; whoever copies one ends.
#? flags: --max-memory 64M
#? no-stress
fn doubled(0, x) { x }
fn doubled(n, x) { doubled(n - 1, (x, x)) }
fn ending(f) {
  let (_, ref) = spawn_monitor(f)
  receive { (:DOWN, ^ref, :process, _, why) -> why }
}
let sink = spawn { receive { :never -> 1 } }
print(ending(fn() { sink ! doubled(70, [1]) })) # expect: :heap_limit
print(ending(fn() { exit(sink, doubled(70, [1])) })) # expect: :heap_limit
print(ending(fn() { let x = doubled(70, [1]); spawn { x } })) # expect: :heap_limit
print(ending(fn() { Process.send_after(sink, doubled(70, [1]), 1) })) # expect: :heap_limit
print(ending(fn() { exit(doubled(70, [1])) })) # expect: :heap_limit

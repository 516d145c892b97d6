# Terms nested 100,000 deep can be built, compared, matched, sent and printed.
#? no-stress
#? timeout: 20s
fn nest(x, 0) { x }
fn nest(x, n) { nest([x], n - 1) }
let deep = nest(1, 100_000)
print(deep == nest(1, 100_000), deep < nest(2, 100_000), deep === nest(1.0, 100_000)) # expect: true true false
let me = self()
let p = spawn { receive { d -> me ! (:back, d) } }
p ! deep
receive { (:back, d) -> print(d == deep) } # expect: true
print(byte_size(inspect(deep))) # expect: 200001
Process.garbage_collect()
fn depth([x], n) { depth(x, n + 1) }
fn depth(_, n) { n }
print(depth(deep, 0)) # expect: 100000

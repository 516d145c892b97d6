# A hundred processes wait, each for its own message.
let me = self()
let ps = for i in 1..100 { spawn { receive { (:number, ^i) -> me ! i } } }
for (p, i) in List.with_index(ps) { p ! (:number, 0); p ! (:number, i + 1) }
fn sum(0) { 0 }
fn sum(n) { receive { i -> i + sum(n - 1) } }
print(sum(100)) # expect: 5050

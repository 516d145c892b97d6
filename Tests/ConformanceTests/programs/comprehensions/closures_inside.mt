# Each round has its own names.
let fs = for i in 1..3 { fn() { i } }
print(for f in fs { f() }) # expect: [1, 2, 3]

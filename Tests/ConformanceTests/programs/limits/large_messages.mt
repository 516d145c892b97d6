# Messages of a hundred thousand cells arrive whole.
#? no-stress
let data = for i in 1..20_000 { (i, [i, i + 1]) }
let me = self()
let p = spawn { receive { d -> me ! (:sum, List.sum(for (i, [_, j]) in d { j - i })) } }
p ! data
receive { (:sum, s) -> print(s) } # expect: 20000

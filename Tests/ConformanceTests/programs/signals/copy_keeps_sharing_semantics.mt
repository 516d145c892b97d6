# A message with one part many times arrives with the same value.
let part = [1, 2, 3]
let whole = for _ in 1..50 { part }
let me = self()
let p = spawn { receive { w -> me ! (w == whole, length(w)) } }
p ! whole
receive { m -> print(m) } # expect: (true, 50)

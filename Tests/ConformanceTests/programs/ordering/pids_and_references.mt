# Pids and references are ordered by age, and equal only to themselves.
let a = make_ref()
let b = make_ref()
print(a < b, a == a, a == b) # expect: true true false
let p = spawn { receive { :stop -> :ok } }
print(p == p, p == self(), p < self() or self() < p) # expect: true false true
p ! :stop

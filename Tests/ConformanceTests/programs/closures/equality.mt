# A closure equals itself and its copies.
let f = fn(x) { x }
let g = f
print(f == g, f === g, f == 1) # expect: true true false
let me = self()
spawn { me ! f }
receive { copy -> print(copy == f, copy(3)) } # expect: true 3

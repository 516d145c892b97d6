# A closure may be called where it is written, and kept in data.
print(fn(x) { x + 1 }(1)) # expect: 2
let fs = [fn() { 1 }, fn() { 2 }]
print(List.map(fs) { f in f() }) # expect: [1, 2]
let t = (fn(x) { x * x }, 3)
print(elem(t, 0)(elem(t, 1))) # expect: 9

# A range in a generator is never built; it goes up only.
print(for i in 1..3 { i * 2 }) # expect: [2, 4, 6]
print(for i in 3..1 { i }) # expect: []
let n = 2
print(for i in n..n + 2 { i }) # expect: [2, 3, 4]
print(for i in -1..1 { i }) # expect: [-1, 0, 1]

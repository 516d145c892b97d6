# `a..b` is the list of integers from a to b inclusive, and [] when a > b.
print(1..4) # expect: [1, 2, 3, 4]
print(-1..1) # expect: [-1, 0, 1]
print(3..3, 3..2) # expect: [3] []
let a = 2
let b = 4
print(a..b, length(a..b + 1)) # expect: [2, 3, 4] 4

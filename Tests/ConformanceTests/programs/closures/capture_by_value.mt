# A closure keeps the values its names had when it was made.
let n = 1
let add = fn(x) { x + n }
let n = 100
print(add(1), n) # expect: 2 100
fn counter(start) { fn(step) { start + step } }
let from_ten = counter(10)
print(from_ten(1), from_ten(2)) # expect: 11 12

let a = 1 < 2 < 3
let b = x == y == z
let c = 1..2..3

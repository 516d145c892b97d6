let a = &f
let b = &f(1)
let c = &List.map
let d = x & y

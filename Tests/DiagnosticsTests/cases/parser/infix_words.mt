if a is b { 1 }
let c = 7 mod 2
let d = a | b
let e = a ^ b
let g = a >> b
let f = 1 << 3

let a = b && c || !d
let e = 7 % 2
let f = a&&b

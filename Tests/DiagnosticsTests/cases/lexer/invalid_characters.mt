let a = b ? c
let d = @x
let é = 1
let f = “quoted”
let g = 5 – 3
let h = 1

let a = "x\()"
let b = "\(1 2)"
let c = "\(f(1)"

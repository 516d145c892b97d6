if !a { 1 }
let b = a and !f(x)

let a = t.0
let b = f.(1)
let c = m.
let d = x.Y

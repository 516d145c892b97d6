let a = "one
let b = "two \(three
let c = 4

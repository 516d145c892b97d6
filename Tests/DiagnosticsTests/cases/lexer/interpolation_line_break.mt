let s = "a \(1 +
  2) b"
let t = 1 2

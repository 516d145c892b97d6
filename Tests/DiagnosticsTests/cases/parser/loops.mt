while x < 10 { print(x) }
let after_loop = 1 +

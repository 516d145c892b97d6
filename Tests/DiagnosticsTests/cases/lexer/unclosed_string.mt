let a = "hello
let b = 1 +

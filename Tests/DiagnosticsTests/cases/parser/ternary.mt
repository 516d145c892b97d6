let a = x > 1 ? :a : :b
let b = 1 +

let a = [x: 1]
let b = (x: 1, y: 2)
f(a: 1, 2)
f(a = 1)

# Closures nest and capture through every level.
let f = fn(a) { fn(b) { fn(c) { [a, b, c] } } }
print(f(1)(2)(3)) # expect: [1, 2, 3]
let compose = fn(g, h) { fn(x) { g(h(x)) } }
let inc = fn(x) { x + 1 }
let double = fn(x) { x * 2 }
print(compose(inc, double)(5), compose(double, inc)(5)) # expect: 11 12

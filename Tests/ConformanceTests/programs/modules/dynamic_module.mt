# `mod.f(x)`: where `mod` is an atom, a call of that module's function.
module Square { fn area(n) { n * n } }
module Circle { fn area(n) { 3 * n * n } }
fn areas(shapes) { for (shape, n) in shapes { shape.area(n) } }
print(areas([(Square, 2), (Circle, 1)])) # expect: [4, 3]
let m = :Square
print(m.area(3)) # expect: 9

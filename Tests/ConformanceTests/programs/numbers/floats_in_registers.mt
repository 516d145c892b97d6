# Arithmetic that the compiler keeps in F registers gives what one operation after the other gives,
# whatever kinds of numbers come in: integers stay integers, errors are the same.
module Whole {
  fn dot(a, b, c, d) { a * b + c * d + a * d - b * c }
  fn scale(a, b, c, _) { 0.5 * a + b * c - a / 4.0 }
  fn divide(a, b, c, d) { (a + b) / (c - d) + a * b * c }
  fn root(a, b, c, _) { Math.sqrt(a * a + b * b) * c - -a }
  fn mixed(a, b, c, d) { a * 2 + b * 3.5 - c * 4 + d + 1 }
  fn several(a, b, c, d) {
    let x = a * 1.5 - b
    let y = x * c + d
    let z = x * y / 2
    (x, y, z, -z + x, a)
  }
  fn unused(a, b, c, d) {
    let _ = a * b * 1.0e300 * 1.0e300
    a * 0.5 + b * c - d
  }
  fn hidden(a, b, c, d) { a / (b * 1.0e300 * c) + d * 0.5 }
  fn less(a, b, c, d) { if a * a + b * b < c + d * 0.5 { :less } else { :more } }
  fn equal(a, b, c, d) { if a * 1.0 + b * 0.5 == c + d * 0.5 { :equal } else { :different } }
  fn below(a, b, c, d) {
    let x = a * 0.25 + b * 0.5 + c
    if x > 4 { (:big, x, d) } else { (:small, x) }
  }
  fn constants(a, b, _, _) {
    let x = 2.5
    let y = a * x + b * x - 1.0
    (x, y, 2.5)
  }
}

# The same, with one operation a function.
module Apart {
  fn plus(a, b) { a + b }
  fn minus(a, b) { a - b }
  fn times(a, b) { a * b }
  fn over(a, b) { a / b }
  fn minus(a) { -a }
  fn root(a) { Math.sqrt(a) }

  fn dot(a, b, c, d) {
    minus(plus(plus(times(a, b), times(c, d)), times(a, d)), times(b, c))
  }
  fn scale(a, b, c, _) { minus(plus(times(0.5, a), times(b, c)), over(a, 4.0)) }
  fn divide(a, b, c, d) { plus(over(plus(a, b), minus(c, d)), times(times(a, b), c)) }
  fn root(a, b, c, _) { minus(times(root(plus(times(a, a), times(b, b))), c), minus(a)) }
  fn mixed(a, b, c, d) {
    plus(plus(minus(plus(times(a, 2), times(b, 3.5)), times(c, 4)), d), 1)
  }
  fn several(a, b, c, d) {
    let x = minus(times(a, 1.5), b)
    let y = plus(times(x, c), d)
    let z = over(times(x, y), 2)
    (x, y, z, plus(minus(z), x), a)
  }
  fn unused(a, b, c, d) {
    let _ = times(times(times(a, b), 1.0e300), 1.0e300)
    minus(plus(times(a, 0.5), times(b, c)), d)
  }
  fn hidden(a, b, c, d) { plus(over(a, times(times(b, 1.0e300), c)), times(d, 0.5)) }
  fn less(a, b, c, d) {
    if plus(times(a, a), times(b, b)) < plus(c, times(d, 0.5)) { :less } else { :more }
  }
  fn equal(a, b, c, d) {
    if plus(times(a, 1.0), times(b, 0.5)) == plus(c, times(d, 0.5)) { :equal } else { :different }
  }
  fn below(a, b, c, d) {
    let x = plus(plus(times(a, 0.25), times(b, 0.5)), c)
    if x > 4 { (:big, x, d) } else { (:small, x) }
  }
  fn constants(a, b, _, _) {
    let x = 2.5
    (x, minus(plus(times(a, x), times(b, x)), 1.0), 2.5)
  }
}

fn outcome(f, arguments) {
  try { (:ok, apply(f, arguments)) } catch { (class, reason) -> (class, reason) }
}

# Compares a pair of functions on all lists of four numbers, none of which is ever kept.
fn same?(whole, apart, numbers, arguments) when length(arguments) < 4 {
  List.all?(numbers, fn(number) { same?(whole, apart, numbers, [number | arguments]) })
}
fn same?(whole, apart, _, arguments) {
  let found = inspect(outcome(whole, arguments))
  let expected = inspect(outcome(apart, arguments))
  if found != expected { print((whole, arguments, found, expected)) }
  found == expected
}

let numbers = [0, -3, 2.5, -0.0, 1.0e308, 4_611_686_018_427_387_904, :none]
let pairs = [
  (&Whole.dot/4, &Apart.dot/4), (&Whole.scale/4, &Apart.scale/4),
  (&Whole.divide/4, &Apart.divide/4), (&Whole.root/4, &Apart.root/4),
  (&Whole.mixed/4, &Apart.mixed/4), (&Whole.several/4, &Apart.several/4),
  (&Whole.unused/4, &Apart.unused/4), (&Whole.hidden/4, &Apart.hidden/4),
  (&Whole.less/4, &Apart.less/4), (&Whole.equal/4, &Apart.equal/4),
  (&Whole.below/4, &Apart.below/4), (&Whole.constants/4, &Apart.constants/4),
]

for (whole, apart) in pairs { print(same?(whole, apart, numbers, [])) }
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true
# expect: true

print(Whole.several(2.0, 1, 3.0, 4)) # expect: (2.0, 10.0, 10.0, -8.0, 2.0)
print(Whole.dot(2, 3, 4, 5)) # expect: 24
print(Whole.below(16.0, 2.0, 1.0, 3)) # expect: (:big, 6.0, 3)

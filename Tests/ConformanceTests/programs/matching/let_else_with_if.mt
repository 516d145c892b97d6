# `else` belongs to the nearest `if`; parentheses give an `if` a let-else.
fn f(c) {
  let (:ok, v) = (if c { (:ok, 1) } else { :none }) else { other -> other }
  v
}
print(f(true), f(false)) # expect: 1 :none
let x = if false { 1 } else { 2 }
print(x) # expect: 2

# `;` ends an expression as a newline does.
let a = 1; let b = 2; print(a + b) # expect: 3
fn f(x) { let y = x; let z = y + 1; z }
print(f(1)); print(f(2))
# expect: 2
# expect: 3

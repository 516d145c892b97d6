# Float results in both arms of a form stay right.
fn f(x) { let y = if x > 0 { x * 1.5 } else { x / 2 }; y + 1 }
print(f(2), f(-2), f(2.0)) # expect: 4.0 0.0 4.0

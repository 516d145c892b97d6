# A call has one trailing block.
fn f(a, b) { (a, b) }
print(f { 1 } { 2 }) # expect error:

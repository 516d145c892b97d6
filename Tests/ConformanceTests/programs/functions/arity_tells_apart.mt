# Functions of one name and several arities are different functions.
fn f() { 0 }
fn f(_) { 1 }
fn f(_, _) { 2 }
print(f(), f(:a), f(:a, :b)) # expect: 0 1 2

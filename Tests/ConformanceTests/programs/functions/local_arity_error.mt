# A function of another arity does not count.
fn f(a) { a }
print(f(1, 2)) # expect error: f

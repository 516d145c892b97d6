# Keyword pairs come last.
fn f(a, b) { (a, b) }
print(f(k: 1, 2)) # expect error:

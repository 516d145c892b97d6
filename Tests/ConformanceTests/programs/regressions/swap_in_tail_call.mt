# A tail call whose arguments change places takes the old values.
fn swap(a, b, 0) { (a, b) }
fn swap(a, b, n) { swap(b, a, n - 1) }
fn rotate(a, b, c, n) { if n == 0 { [a, b, c] } else { rotate(c, a, b, n - 1) } }
print(swap(1, 2, 3), rotate(1, 2, 3, 4)) # expect: (2, 1) [3, 1, 2]

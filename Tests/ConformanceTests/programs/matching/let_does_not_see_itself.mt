# A `let` does not see itself.
let f = fn(n) { f(n) } # expect error: f
print(f(1))

# Rebinding a name shadows it; what took the old value keeps it.
let x = 1
let old = fn() { x }
let x = x + 1
print(x, old()) # expect: 2 1
let x = if true { let x = 10; x + 1 } else { 0 }
print(x) # expect: 11

let a = {}
let b = {a: 1}
print({1, 2})

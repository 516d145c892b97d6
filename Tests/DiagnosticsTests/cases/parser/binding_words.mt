var a = 1
const b = 2
let mut c = 3
print(a, b, c)

# The names of a block end with it; its last expression is its value.
let x = 1
let y = if true {
  let x = 2
  x * 10
} else { 0 }
print(x, y) # expect: 1 20

# The innermost open bracket decides: a block inside parentheses has newlines that separate.
fn call(f) { f() }
let n = call(fn() {
  let a = 1
  let b = 2
  a + b
})
print(n) # expect: 3
print(if true {
  let x = 4
  x + 1
} else {
  0
}) # expect: 5
let list = [
  match 2 {
    1 -> :one
    2 -> :two
  },
  :end
]
print(list) # expect: [:two, :end]

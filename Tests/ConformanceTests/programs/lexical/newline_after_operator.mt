# A line goes on when its last token cannot end an expression.
let sum = 1 +
  2 *
  3
print(sum) # expect: 7
let both =
  true and
  not
  false
print(both) # expect: true
let text = "a" <>
  "b"
print(text) # expect: ab
let range = 1 ..
  3
print(range) # expect: [1, 2, 3]
let f = fn(x) { x }
print(f(
  5
)) # expect: 5
match 1 {
  1 ->
    print("arm") # expect: arm
}
self() !
  :hello
receive { m -> print(m) } # expect: :hello

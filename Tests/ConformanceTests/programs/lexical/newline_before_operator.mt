# A line that starts with `|>`, `.`, `and` or `or` goes on with the line above.
fn add(a, b) { a + b }
let n = 1
  |> add(2)
  |> add(3)
print(n) # expect: 6
let m = %{a: %{b: 7}}
let seven = m
  .a
  .b
print(seven) # expect: 7
let yes = false
  or true
  and 5
print(yes) # expect: 5

# Comments and blank lines between do not stop a line that goes on.
fn add(a, b) { a + b }
let n = 1
  # first two

  |> add(2)
  # then three
  |> add(3)
print(n) # expect: 6
let m = 1 +
  # a comment after an operator

  4
print(m) # expect: 5
let x = if false { 1 }

# comment before else
else { 2 }
print(x) # expect: 2

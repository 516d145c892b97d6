# A line that starts with `-` is a new expression.
fn f() {
  let a = 5
  a
  -3
}
print(f()) # expect: -3
# expect stderr: unused

fn f(a, b) {
  let c = a
  - b
  a == b
  c
}
print(f(1, 2))

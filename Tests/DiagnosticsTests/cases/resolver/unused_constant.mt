module M {
  let limit = 10
  let other = 20
  fn f() { limit }
}
print(M.f())

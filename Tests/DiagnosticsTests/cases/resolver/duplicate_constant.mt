module M {
  let a = 1
  let a = 2
  fn f() { a }
}

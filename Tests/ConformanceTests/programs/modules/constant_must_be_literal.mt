# A module's constant is a literal.
module M {
  let now = make_ref() # expect error:
  fn f() { now }
}

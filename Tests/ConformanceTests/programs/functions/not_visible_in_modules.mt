# File-level functions are not visible inside the file's modules.
fn helper(x) { x }
module M {
  fn f(x) { helper(x) } # expect error: helper
}
print(M.f(1))

#? support
# A module for `found_beside_the_file.mt`.
module BesideMe {
  let weight = 12
  fn weight() { weight }
  fn twice(x) { helper(x) + helper(x) }
  private fn helper(x) { x }
}

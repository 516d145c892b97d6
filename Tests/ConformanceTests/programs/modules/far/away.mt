#? support
# A dotted module for `found_beside_the_file.mt`.
module Far.Away {
  fn call_back(x) { BesideMe.twice(x) }
}

#? support
# A module for `found_on_path.mt`, which names this folder with -I.
module OnPath {
  fn greet(name) { "hello \(name), from elsewhere" }
}

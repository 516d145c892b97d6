## Does what no plugin should, when asked to: the host has to cope.
module Troublemaker {
  fn start(_data) { :peaceful }

  fn handle((:said, _, "please crash"), _) { raise(:on_purpose) }
  fn handle((:said, _, "please loop"), state) { loop(state) }
  fn handle((:said, _, "please hoard"), _) { hoard([]) }
  fn handle((:said, _, "please pry"), state) { (inspect(File.read("/etc/passwd")), state) }
  fn handle(_, state) { (nil, state) }

  private fn loop(state) { loop(state) }

  private fn hoard(things) { hoard([String.repeat("mine! ", 100) | things]) }
}

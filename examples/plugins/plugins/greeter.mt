## Greets whoever comes in, and remembers who was here.
module Greeter {
  fn start(_data) { Set.new() }

  fn handle((:joined, who), seen) {
    let greeting = if Set.member?(seen, who) { "Welcome back, \(who)!" } else { "Hello, \(who)!" }
    (greeting, Set.put(seen, who))
  }
  fn handle(_, seen) { (nil, seen) }
}

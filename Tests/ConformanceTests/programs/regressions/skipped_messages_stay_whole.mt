# A message that a receive has looked at and left alone keeps its parts, whatever is collected while
# the process waits or computes in a guard.
fn skip(n) {
  let me = self()
  let ref = make_ref()
  spawn {
    me ! (:skipped, (n, [n]))
    me ! (ref, n)
  }
  let first = receive { (^ref, answer) -> answer }
  receive { (:skipped, (x, [y])) -> if n > 0 { skip(n - 1) } else { (first, x, y) } }
}
print(skip(40)) # expect: (0, 0, 0)

fn guarded(n) {
  let me = self()
  let ref = make_ref()
  spawn {
    me ! (1.5, [n, "text \(n)"], 3)
    me ! (2.5, [n, "text \(n)"], 4)
    me ! (ref, :go)
  }
  let waited = receive { (^ref, what) -> what }
  # The sum is boxed: the guard allocates while registers hold parts of the message.
  let second = receive { (a, parts, b) when a * 2.0 + b > 8.5 -> (a, parts, b) }
  let rest = receive { (a, parts, b) when a * 2.0 + b > 1.5 -> (a, parts, b) }
  if n > 0 { guarded(n - 1) } else { (waited, second, rest) }
}
print(guarded(40)) # expect: (:go, (2.5, [0, "text 0"], 4), (1.5, [0, "text 0"], 3))

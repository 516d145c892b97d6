# A process holds state in the arguments of its loop.
module Counter {
  fn start(n) { spawn { loop(n) } }
  private fn loop(n) {
    receive {
      (:add, k) when k > 0 -> loop(n + k)
      (:get, from)         -> { from ! (:count, n); loop(n) }
      :stop                -> :ok
      after 5_000          -> exit(:idle)
    }
  }
}
let pid = Counter.start(40)
pid ! (:add, 2)
pid ! (:add, -5)
pid ! (:get, self())
receive { (:count, n) -> print("count is \(n)") } # expect: count is 42
pid ! :stop

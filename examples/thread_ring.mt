# Thread ring: a token goes round a ring of processes until its count is down to zero.
#
# Look at: the ring is closed by the last process, which is started with the first one's pid. Each
# process knows its successor only.
#
# Run it as `martlet thread_ring.mt PROCESSES HOPS`; the answer is where the token stops.
#
#? args: 503 5000

module Ring {
  ## Makes a ring of `n` processes; gives the pid of number 1.
  fn start(n, main) {
    let first = spawn { receive { (:next, next) -> member(1, next, main) } }
    first ! (:next, grow(n, first, main))
    first
  }

  # From the end to the beginning, so that each one's successor exists when it starts.
  private fn grow(1, next, _) { next }
  private fn grow(n, next, main) { grow(n - 1, spawn { member(n, next, main) }, main) }

  private fn member(number, next, main) {
    receive {
      0 -> main ! (:stopped_at, number)
      hops -> { next ! (hops - 1); member(number, next, main) }
    }
  }
}

let (size, hops) = match System.argv() {
  [size, hops] -> (String.to_integer(size), String.to_integer(hops))
  _            -> (503, 1_000_000)
}
Ring.start(size, self()) ! hops
receive { (:stopped_at, number) -> print("the token stopped at", number) }
# expect: the token stopped at 474

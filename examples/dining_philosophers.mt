# Dining philosophers: five philosophers, five forks, and nobody starves.
#
# Look at: a fork is a process, and whoever asks for it waits in its mailbox. Everyone takes the
# fork with the lower number first, so no circle of philosophers waiting for each other can close.

module Fork {
  ## A fork on the table.
  fn start() { spawn { on_table() } }

  ## Takes the fork, as soon as it is free.
  fn take(fork) {
    fork ! (:take, self())
    receive { (:taken, ^fork) -> :ok }
  }

  ## Lays it back.
  fn lay_back(fork) { fork ! (:lay_back, self()) }

  private fn on_table() { receive { (:take, who) -> { who ! (:taken, self()); in_hand(who) } } }

  # Selective receive does the queueing: other takers stay in the mailbox, in their order.
  private fn in_hand(who) { receive { (:lay_back, ^who) -> on_table() } }
}

module Philosopher {
  ## Eats `meals` times, then tells `host`.
  fn dine(name, first, second, meals, host) {
    for _ in 1..meals {
      Fork.take(first)
      Fork.take(second)
      # The art of eating: nobody else holds these two forks now.
      Fork.lay_back(second)
      Fork.lay_back(first)
    }
    host ! (:full, name, meals)
  }
}

let names = ["Hypatia", "Laozi", "Sappho", "Spinoza", "Weil"]
let forks = Map.from_list(for i in 0..4 { (i, Fork.start()) })
let host = self()

for (name, i) in List.with_index(names) {
  let left = i
  let right = (i + 1) rem 5
  let (low, high) = if left < right { (left, right) } else { (right, left) }
  spawn { Philosopher.dine(name, forks[low], forks[high], 20, host) }
}

for name in names {
  receive { (:full, ^name, meals) -> print(name, "ate", meals, "times") }
}
# expect: Hypatia ate 20 times
# expect: Laozi ate 20 times
# expect: Sappho ate 20 times
# expect: Spinoza ate 20 times
# expect: Weil ate 20 times

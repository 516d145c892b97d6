# Savina 18, sieve: the odd numbers up to N go through a chain of processes that grows; each keeps
# up to M primes and hands on what none of them divides. Gives the number of primes, with 2.
fn sieve(primes, count, room) {
  receive {
    (:stop, total, main) -> main ! (:done, total + count)
    n -> {
      if not prime?(n, primes) {
        sieve(primes, count, room)
      } else if count < room {
        sieve(primes ++ [n], count + 1, room)
      } else {
        let next = spawn { sieve([n], 1, room) }
        pass(primes, count, next)
      }
    }
  }
}

fn pass(primes, count, next) {
  receive {
    (:stop, total, main) -> next ! (:stop, total + count, main)
    n -> {
      if prime?(n, primes) { next ! n }
      pass(primes, count, next)
    }
  }
}

fn prime?(_, []) { true }
fn prime?(n, [p | _]) when n rem p === 0 { false }
fn prime?(n, [_ | rest]) { prime?(n, rest) }

fn feed(k, n, first) when k > n { first ! (:stop, 1, self()) }
fn feed(k, n, first) { first ! k; feed(k + 2, n, first) }

let n = Bench.argument(0, 100_000)
let room = Bench.argument(1, 1_000)
Bench.run {
  feed(3, n, spawn { sieve([], 0, room) })
  Bench.gather(1)
}

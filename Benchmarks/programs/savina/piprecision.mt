# Savina 22, piprecision: pi to D digits by the formula of Bailey, Borwein and Plouffe in integers;
# a master gives W workers one term after the other. Checks the first digits; gives the number
# modulo a prime.
fn worker(scale) {
  receive { (:term, i, master) -> { master ! (:value, term(i, scale), self()); worker(scale) } }
}

fn term(i, scale) {
  let k = 8 * i
  let sum = 4 * scale div (k + 1) - 2 * scale div (k + 4) - scale div (k + 5) - scale div (k + 6)
  sum bsr (4 * i)
}

fn master(0, _, sum) { sum }
fn master(waiting, i, sum) {
  receive {
    (:value, 0, _) -> master(waiting - 1, i, sum)
    (:value, x, worker) -> { worker ! (:term, i, self()); master(waiting, i + 1, sum + x) }
  }
}

fn power(_, 0) { 1 }
fn power(x, n) { x * power(x, n - 1) }

let digits = Bench.argument(0, 5_000)
let workers = Bench.argument(1, 20)
Bench.run {
  # Ten digits more than are asked for: each term is rounded down.
  let scale = power(10, digits + 10)
  for i in 0..workers - 1 { spawn { worker(scale) } ! (:term, i, self()) }
  let pi = master(workers, workers, 0) div power(10, 10)
  Bench.check(pi div power(10, digits - 10), 31415926535)
  pi rem 1_000_000_007
}

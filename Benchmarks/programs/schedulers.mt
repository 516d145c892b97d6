# CPU-bound work in several processes: run it with --schedulers 1 and 2.
fn fib(n) when n < 2 { n }
fn fib(n) { fib(n - 1) + fib(n - 2) }

fn sum(0, total) { total }
fn sum(p, total) { receive { n -> sum(p - 1, total + n) } }

let processes = Bench.argument(0, 8)
let n = Bench.argument(1, 30)
let me = self()
Bench.run {
  for _ in 1..processes { spawn { me ! fib(n) } }
  sum(processes, 0)
}

# Savina 29, fib: the Nth Fibonacci number, a process for each step of the recursion.
fn fib(n, parent) when n <= 2 { parent ! 1 }
fn fib(n, parent) {
  let me = self()
  spawn { fib(n - 1, me) }
  spawn { fib(n - 2, me) }
  receive { x -> receive { y -> parent ! x + y } }
}

let n = Bench.argument(0, 25)
let me = self()
Bench.run {
  spawn { fib(n, me) }
  receive { x -> x }
}

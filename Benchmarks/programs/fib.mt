# Calls and small integers: the naive Fibonacci function.
fn fib(n) when n < 2 { n }
fn fib(n) { fib(n - 1) + fib(n - 2) }

let n = Bench.argument(0, 32)
Bench.run { fib(n) }

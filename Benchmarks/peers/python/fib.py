"""Calls and small integers: the naive Fibonacci function."""
import bench


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


n, = bench.arguments()
bench.run(lambda: fib(n))

// Calls and small integers: the naive Fibonacci function.
package main

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	n := argument(0)
	bench(func() any { return fib(n) })
}

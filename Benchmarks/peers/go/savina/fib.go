// Savina 29, fib: the Nth Fibonacci number, a goroutine for each step of the recursion.
package main

func fib(n int, parent chan int) {
	if n <= 2 {
		parent <- 1
		return
	}
	results := make(chan int)
	go fib(n-1, results)
	go fib(n-2, results)
	parent <- <-results + <-results
}

func main() {
	n := argument(0)
	bench(func() any {
		result := make(chan int)
		go fib(n, result)
		return <-result
	})
}

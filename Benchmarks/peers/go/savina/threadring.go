// Savina 5, threadring: a number goes round a ring of N goroutines and is one less after each hop,
// R hops.
package main

func pass(index int, in, out, done chan int) {
	for hops := range in {
		if hops == 0 {
			done <- index
			return
		}
		out <- hops - 1
	}
}

func main() {
	n, hops := argument(0), argument(1)
	bench(func() any {
		done, first := make(chan int), make(chan int)
		in := first
		for i := 0; i < n-1; i++ {
			out := make(chan int)
			go pass(i, in, out, done)
			in = out
		}
		go pass(n-1, in, first, done)
		first <- hops
		return <-done
	})
}

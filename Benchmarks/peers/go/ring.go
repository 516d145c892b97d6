// A ring of goroutines that a number goes round in, N hops.
package main

func turn(in, out chan int, done chan bool) {
	for k := range in {
		if k == 0 {
			done <- true
			return
		}
		out <- k - 1
	}
}

func main() {
	size, hops := argument(0), argument(1)
	done, first := make(chan bool), make(chan int)
	in := first
	for i := 1; i < size; i++ {
		out := make(chan int)
		go turn(in, out, done)
		in = out
	}
	go turn(in, first, done)
	bench(func() any {
		first <- hops
		return <-done
	})
}

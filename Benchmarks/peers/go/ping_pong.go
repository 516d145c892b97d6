// Two goroutines, N round trips over channels without a buffer.
package main

func main() {
	n := argument(0)
	pings, pongs := make(chan int), make(chan int)
	go func() {
		for k := range pings {
			pongs <- k & 1
		}
	}()
	bench(func() any {
		sum := 0
		for k := n; k > 0; k-- {
			pings <- k
			sum += <-pongs
		}
		return sum
	})
}

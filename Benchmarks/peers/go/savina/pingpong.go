// Savina 1, pingpong: N messages from one goroutine to another, each answered before the next.
package main

func main() {
	n := argument(0)
	bench(func() any {
		pings, pongs, total := make(chan bool), make(chan bool), make(chan int)
		go func() {
			count := 0
			for range pings {
				count++
				pongs <- true
			}
			total <- count
		}()
		for i := 0; i < n; i++ {
			pings <- true
			<-pongs
		}
		close(pings)
		return <-total
	})
}

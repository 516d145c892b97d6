// Many senders, one counter: throughput of a channel with a buffer of 1024.
package main

func main() {
	senders, n := argument(0), argument(1)
	bench(func() any {
		increments, done := make(chan int, 1024), make(chan int)
		go func() {
			total := 0
			for range increments {
				total++
				if total == n/senders*senders {
					break
				}
			}
			done <- total
		}()
		for i := 0; i < senders; i++ {
			go func() {
				for k := 0; k < n/senders; k++ {
					increments <- 1
				}
			}()
		}
		return <-done
	})
}

// N goroutines alive and blocked in a receive; prints the resident bytes of each too. The
// second argument, which says whether they hibernate, has no meaning here.
package main

import "fmt"

func main() {
	n := argument(0)
	before := residentMemory()
	bench(func() any {
		ready, stop, done := make(chan bool, 1024), make(chan bool), make(chan bool, 1024)
		go func() {
			for i := 0; i < n; i++ {
				go func() {
					ready <- true
					<-stop
					done <- true
				}()
			}
		}()
		for i := 0; i < n; i++ {
			<-ready
		}
		fmt.Println("bytes", (residentMemory()-before)/n)
		close(stop)
		for i := 0; i < n; i++ {
			<-done
		}
		return n
	})
}

// N short-lived goroutines, one message each to the one that started them. The second argument,
// which says when the others receive, has no meaning here: a channel has a bound.
package main

func main() {
	n := argument(0)
	bench(func() any {
		results := make(chan int, 1024)
		go func() {
			for k := n; k > 0; k-- {
				go func(k int) { results <- k }(k)
			}
		}()
		sum := 0
		for i := 0; i < n; i++ {
			sum += <-results
		}
		return sum
	})
}

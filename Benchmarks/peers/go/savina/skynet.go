// Skynet: a goroutine makes ten, each of these ten, until there are N leaves; each sends its sum
// up.
package main

func skynet(first, size int, parent chan int) {
	if size == 1 {
		parent <- first
		return
	}
	results := make(chan int)
	sum, part := 0, size/10
	for i := 0; i < 10; i++ {
		go skynet(first+i*part, part, results)
	}
	for i := 0; i < 10; i++ {
		sum += <-results
	}
	parent <- sum
}

func main() {
	n := argument(0)
	bench(func() any {
		result := make(chan int)
		go skynet(0, n, result)
		return <-result
	})
}

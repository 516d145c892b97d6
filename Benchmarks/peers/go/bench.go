// What the ports have in common: measuring a workload and printing its result and the microseconds.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func argument(index int) int {
	n, err := strconv.Atoi(os.Args[index+1])
	if err != nil {
		panic(err)
	}
	return n
}

func bench(work func() any) {
	start := time.Now()
	result := work()
	fmt.Println(result, time.Since(start).Microseconds())
}

// The bytes of this process in memory (Linux).
func residentMemory() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		panic(err)
	}
	return pages * os.Getpagesize()
}

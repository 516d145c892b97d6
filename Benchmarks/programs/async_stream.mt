# Task.async_stream over N items with C tasks at a time; a task squares its item.
let n = Bench.argument(0, 100_000)
let c = Bench.argument(1, 8)
Bench.load([List, Task])
Bench.run {
  Task.async_stream(1..n, max_concurrency: c) { x in x * x }
  |> List.reduce(0) { (:ok, x), sum in sum + x }
}

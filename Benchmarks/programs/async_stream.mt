# Task.async_stream over N items with C tasks at a time; a task squares its item.
fn squares(n, c) {
  Task.async_stream(1..n, max_concurrency: c) { x in x * x }
  |> List.reduce(0) { (:ok, x), sum in sum + x }
}

let n = Bench.argument(0, 100_000)
let c = Bench.argument(1, 8)
# The modules that this takes are loaded first.
squares(1, 1)
Bench.run { squares(n, c) }

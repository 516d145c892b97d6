## Measures what a workload takes, and prints its result and the microseconds.
module Bench {
  ## Calls `f` and prints `result` and `microseconds` on a line.
  fn run(f) {
    let start = System.monotonic_time(:microsecond)
    let result = f()
    print(result, System.monotonic_time(:microsecond) - start)
  }

  ## Argument `index` of the program as an integer, or `default`.
  fn argument(index, default) {
    match List.at(System.argv(), index) {
      nil -> default
      text -> String.to_integer(text)
    }
  }
}

## What the workloads have in common: measuring, checking, and cheap random numbers.
module Bench {
  ## Calls `f` and prints `result` and `microseconds` on a line.
  fn run(f) {
    let start = System.monotonic_time(:microsecond)
    let result = f()
    print(result, System.monotonic_time(:microsecond) - start)
  }

  ## Loads modules of the library now: a workload is measured without the time that this takes.
  fn load(modules) { for module_name in modules { Code.ensure_loaded(module_name) } }

  ## Argument `index` of the program as an integer, or `default`.
  fn argument(index, default) {
    match List.at(System.argv(), index) {
      nil -> default
      text -> String.to_integer(text)
    }
  }

  ## Gives `actual` if it is what was expected; a benchmark that computes something else has failed.
  fn check(actual, expected) {
    if actual === expected { actual } else { raise((:wrong_result, actual, :instead_of, expected)) }
  }

  ## Receives `n` messages `(:done, k)` and gives the sum of their numbers.
  fn gather(n) { gather(n, 0) }
  private fn gather(0, sum) { sum }
  private fn gather(n, sum) { receive { (:done, k) -> gather(n - 1, sum + k) } }

  ## The random number after `r`, 31 bits; the lower bits are poor.
  fn next(r) { (r * 1103515245 + 12345) band 0x7FFFFFFF }

  ## A number from 0 up to `n`, without `n`, out of the random number `r`.
  fn below(r, n) { (r bsr 8) rem n }

  ## Keeps the processor busy for `n` steps.
  fn work(0, r) { r }
  fn work(n, r) { work(n - 1, (r * 1103515245 + 12345) band 0x7FFFFFFF) }
}

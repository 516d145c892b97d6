## Internal: what a piece of a program costs.
module Shell.Timing {
  ## Internal: calls a function, prints what that took, and gives its value. The reductions and words that
  ## measuring itself takes are not counted.
  fn run(f) {
    let (_, [_ | own]) = measured(fn() { nil })
    let (value, [ns | cost]) = measured(f)
    let rest = List.zip_with(cost, own) { whole, part in List.max([whole - part, 0]) }
    let [reductions, words, collections] = rest
    print(text(ns, reductions, words, collections))
    value
  }

  private fn measured(f) {
    let before = counters()
    let value = f()
    (value, List.zip_with(counters(), before) { b, a in b - a })
  }

  private fn counters() {
    let (words, collections) = Process.allocated()
    [Time.monotonic(:nanosecond), Process.info(self(), :reductions), words, collections]
  }

  ## Internal: the line that `time` prints.
  ##
  ## >> Shell.Timing.text(1_234_000, 20_000, 3, 1)
  ## "1.234 ms, 20,000 reductions, 3 words allocated, 1 collection"
  fn text(ns, reductions, words, collections) {
    String.join([
      duration(ns), Shell.View.count(reductions, "reduction"),
      Shell.View.count(words, "word") <> " allocated", Shell.View.count(collections, "collection"),
    ], ", ")
  }

  ## Internal: a time in nanoseconds, with four digits.
  ##
  ## >> List.map([800, 45_600, 1_500_000_000, 90_000_000_000]) { ns in Shell.Timing.duration(ns) }
  ## ["0.800 µs", "45.60 µs", "1.500 s", "90.00 s"]
  fn duration(ns) when ns < 1_000_000 { digits(ns, 1_000) <> " µs" }
  fn duration(ns) when ns < 1_000_000_000 { digits(ns, 1_000_000) <> " ms" }
  fn duration(ns) { digits(ns, 1_000_000_000) <> " s" }

  private fn digits(n, unit) {
    let whole = n div unit
    let places = if whole < 10 { 3 } else if whole < 100 { 2 } else { 1 }
    let scale = Integer.pow(10, places)
    let part = String.pad_left(to_string(n rem unit * scale div unit), places, "0")
    "\(Shell.View.number(whole)).\(part)"
  }
}

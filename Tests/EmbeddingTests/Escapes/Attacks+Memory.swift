import Martlet

// Scripts that take all the memory they can get.
extension Attack {
  static let memory: [Attack] = [
    Attack("a list without end", "fn run() { grow([]) } fn grow(xs) { grow([1 | xs]) }", "limit"),
    Attack(
      "lists without end in 500 processes",
      "fn run() { for _ in 1..500 { spawn { grow([]) } }; grow([]) } fn grow(xs) { grow([1 | xs]) }",
      "limit"
    ) {
      $0.schedulers = 2; $0.milliseconds = 20_000; $0.isTold = true
    },
    Attack(
      "a string that doubles",
      "fn run() { grow(\"x\") } fn grow(s) { grow(s <> s) }",
      "limit",
      "error :system_limit"
    ) { $0.isTold = true },
    Attack(
      "a string that grows by a byte",
      "fn run() { grow(\"x\") } fn grow(s) { grow(s <> \"y\") }",
      "limit",
      "timeout"
    ),
    Attack(
      "an integer that squares itself",
      "fn run() { grow(3) } fn grow(n) { grow(n * n) }",
      "limit",
      "error :system_limit",
      "timeout"
    ) { $0.milliseconds = 1_000 },
    Attack(
      "an integer that is shifted",
      "fn run() { grow(1) } fn grow(n) { grow(n bsl 1_000_000) }",
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "a map without end",
      "fn run() { grow(%{}, 0) } fn grow(m, n) { grow(Map.put(m, n, (n, n)), n + 1) }",
      "limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "a tuple without end",
      "fn run() { grow(()) } fn grow(t) { grow(Tuple.append(t, 1)) }",
      "limit",
      "timeout"
    ) { $0.milliseconds = 1_000 },
    Attack(
      "closures without end",
      "fn run() { grow(nil) } fn grow(f) { grow(fn() { f }) }",
      "limit"
    ),
    Attack(
      "references without end",
      "fn run() { grow([]) } fn grow(xs) { grow([make_ref() | xs]) }",
      "limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "small parts that keep large binaries",
      """
      fn run() { grow([]) }
      fn grow(xs) { grow([Binary.part(String.repeat("x", 1_000_000), 0, 100) | xs]) }
      """,
      "limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "the process dictionary",
      "fn run() { put(0) } fn put(n) { Process.put(n, (n, n, n)); put(n + 1) }",
      "limit",
      "error"
    ) { $0.milliseconds = 20_000 },
    Attack("aliases", "fn run() { alias(); run() }", "limit", "error :system_limit") {
      $0.milliseconds = 20_000
    },
    Attack(
      "monitors",
      "fn run() { watch(spawn { Process.sleep(:infinity) }) } fn watch(p) { monitor(p); watch(p) }",
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "monitors with aliases",
      """
      fn run() { watch(spawn { Process.sleep(:infinity) }) }
      fn watch(p) { monitor(p, alias: :explicit_unalias); watch(p) }
      """,
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "monitors of dead processes",
      "fn run() { watch(spawn { nil }) } fn watch(p) { monitor(p); watch(p) }",
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "subscriptions",
      "fn run() { subscribe(0) } fn subscribe(n) { Events.subscribe((:topic, n)); subscribe(n + 1) }",
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 20_000 },
    Attack("messages to itself", "fn run() { self() ! (:a, :b, 1, 2, 3); run() }", "limit") {
      $0.milliseconds = 20_000
    },
    Attack(
      "messages to a process that does not read",
      """
      fn run() { flood(spawn { Process.sleep(:infinity) }) }
      fn flood(p) { p ! (:a, :b, "some text that is not shared with anybody"); flood(p) }
      """,
      "limit",
      "timeout"
    ) { $0.milliseconds = 3_000 },
    Attack(
      "large messages to processes that do not read",
      """
      fn run() {
        let text = for i in 1..10_000 { i }
        let ps = for _ in 1..50 { spawn { Process.sleep(:infinity) } }
        flood(ps, text)
      }
      fn flood(ps, text) { for p in ps { p ! text }; flood(ps, text) }
      """,
      "limit",
      "timeout"
    ) {
      $0.milliseconds = 3_000; $0.schedulers = 2
    },
    Attack(
      "two processes that flood each other",
      """
      fn run() { let me = self(); flood(spawn { flood(me) }) }
      fn flood(p) { p ! (:a, :b, :c); flood(p) }
      """,
      "limit",
      "timeout"
    ) {
      $0.milliseconds = 3_000; $0.schedulers = 2
    },
    Attack(
      "a term that shares its parts, sent",
      "fn run() { let p = spawn { Process.sleep(:infinity) }; p ! share(1, 60) }\n\(sharing)",
      "limit",
      "timeout"
    ) { $0.milliseconds = 3_000 },
    Attack(
      "a term that shares its parts, for a new process",
      "fn run() { let x = share(1, 60); spawn { x } }\n\(sharing)",
      "limit",
      "timeout",
      "error :system_limit"
    ) { $0.milliseconds = 3_000 },
    Attack(
      "timers",
      "fn run() { Process.send_after(self(), :x, 1_000_000_000); run() }",
      "error :system_limit",
      "limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "timers without a limit of their number",
      "fn run() { Process.send_after(self(), \"some text\", 1_000_000_000); run() }",
      "limit",
      "error :system_limit"
    ) {
      $0.milliseconds = 20_000; $0.limits.maxTimers = nil
    },
    Attack(
      "timers that come at once",
      "fn run() { Process.send_after(self(), :x, 0); run() }",
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "a time-out that no clock has",
      "fn run() { receive { :x -> 1; after 1_000_000_000_000_000_000_000 -> 2 } }",
      "error :timeout_value",
      "timeout"
    ),
    Attack(
      "a timer that no clock has",
      "fn run() { Process.send_after(self(), :x, 1 bsl 62) }",
      "error :badarg"
    ),
    Attack(
      "atoms from text",
      "fn run() { make(0) } fn make(n) { String.to_atom(\"atom \\(n)\"); make(n + 1) }",
      "error :system_limit"
    ) {
      $0.capabilities = [.atoms]; $0.milliseconds = 20_000; $0.isTold = true
    },
    Attack(
      "catching the end of the atoms for ever",
      """
      fn run() { make(0) }
      fn make(n) { try { String.to_atom("atom \\(n)") } catch { _ -> nil }; make(n + 1) }
      """,
      "timeout"
    ) { $0.capabilities = [.atoms] },
    Attack(
      "atoms without the capability",
      "fn run() { String.to_atom(\"a new atom\") }",
      "error (:not_permitted, :atoms)"
    ),
    Attack(
      "a print flood",
      "fn run() { print(\"0123456789 0123456789 0123456789\"); run() }",
      "timeout"
    ) { $0.outputMilliseconds = 2 },
    Attack(
      "a print flood of 100 processes",
      "fn run() { for _ in 1..100 { spawn { flood() } }; flood() } fn flood() { IO.write_error(\"0123456789\"); print(1); flood() }",
      "timeout"
    ) {
      $0.outputMilliseconds = 2; $0.schedulers = 2
    },
    Attack(
      "printing 30 MB at once",
      "fn run() { print(String.repeat(\"x\", 30_000_000)); run() }",
      "timeout"
    ) { $0.milliseconds = 1_000 },
  ]
}

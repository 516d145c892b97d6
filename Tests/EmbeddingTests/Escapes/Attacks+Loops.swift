import Martlet

// Scripts that never end.
extension Attack {
  static let loops: [Attack] = [
    Attack("endless loop", "fn run() { run() }", "timeout"),
    Attack("endless loop on two schedulers", "fn run() { run() }", "timeout") {
      $0.schedulers = 2
    },
    Attack(
      "endless loops in 100 processes",
      "fn run() { for _ in 1..100 { spawn { spin(0) } }; spin(0) } fn spin(n) { spin(n + 1) }",
      "timeout"
    ),
    Attack(
      "endless loop that traps exits",
      "fn run() { Process.flag(:trap_exit, true); spin() } fn spin() { spin() }",
      "timeout"
    ),
    Attack(
      "catching everything for ever",
      """
      fn run() {
        try { if run_out() { 1 } else { raise(:again) } } catch { _ -> nil } after { nil }
        run()
      }
      fn run_out() { false }
      """,
      "timeout"
    ),
    Attack(
      "endless loop in a catch arm and in an after",
      """
      fn run() { try { raise(:x) } catch { _ -> { try { spin() } after { spin() } } } after { spin() } }
      fn spin() { spin() }
      """,
      "timeout"
    ),
    Attack(
      "endless comprehension",
      "fn run() { for x in 1..1_000_000_000_000_000 when x < 0 { x } }",
      "timeout"
    ),
    Attack(
      "slow guards",
      """
      fn run() { spin(for i in 1..100_000 { i }) }
      fn spin(xs) { match xs { _ when length(xs) < 0 or length(xs) < 1 -> nil; _ -> spin(xs) } }
      """,
      "timeout"
    ),
    Attack(
      "polling an empty mailbox",
      "fn run() { receive { :never -> nil; after 0 -> run() } }",
      "timeout"
    ),
    Attack(
      "giving way for ever in 1,000 processes",
      "fn run() { for _ in 1..1_000 { spawn { spin() } }; spin() } fn spin() { Process.yield(); spin() }",
      "timeout"
    ),
    Attack(
      "selective receive over a long mailbox",
      """
      fn run() { for i in 1..50_000 { self() ! i }; search() }
      fn search() { receive { :never -> nil; after 0 -> search() } }
      """,
      "timeout"
    ),
    Attack("all reductions", "fn run() { run() }", "limit reductions") {
      $0.limits = .small { $0.maxReductions = 2_000_000 }
      $0.body = { vm, _ in
        // Only the culprits' budget: the machine's is everybody's.
        await AttackRun.outcome {
          try await vm.call(
            "Attack",
            "run",
            timeout: .seconds(20),
            options: .init(maxReductions: 200_000)
          )
        }
      }
    },
    Attack(
      "catching the end of all reductions",
      "fn run() { Process.flag(:trap_exit, true); again() } fn again() { try { spin() } catch { _ -> nil }; again() } fn spin() { spin() }",
      "limit reductions"
    ) {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          try await vm.call(
            "Attack",
            "run",
            timeout: .seconds(20),
            options: .init(maxReductions: 200_000)
          )
        }
      }
    },
  ]

  static let recursion: [Attack] = [
    Attack("recursion without end", "fn run() { 1 + run() }", "limit"),
    Attack(
      "mutual recursion without end",
      "fn run() { 1 + other(2) } fn other(x) { x * run() }",
      "limit"
    ),
    Attack(
      "recursion through closures",
      "fn run() { let f = fn(g) { [g(g)] }; f(f) }",
      "limit"
    ),
    Attack(
      "recursion in try",
      "fn run() { try { run() + 1 } catch { (:never, x) -> x } }",
      "limit"
    ),
    Attack(
      "recursion in catch arms",
      "fn run() { try { raise(:a) } catch { _ -> 1 + run() } after { nil } }",
      "limit"
    ),
    Attack(
      "catching the end of the heap for ever",
      """
      fn run() { try { grow([]) } catch { _ -> nil } after { run() }; run() }
      fn grow(xs) { grow([1 | xs]) }
      """,
      "limit"
    ),
    Attack(
      "children that end of their heap, for ever",
      """
      fn run() {
        let (_, ref) = spawn_monitor { grow([]) }
        receive { (:DOWN, ^ref, _, _, _) -> run() }
      }
      fn grow(xs) { grow([1 | xs]) }
      """,
      "timeout"
    ) { $0.milliseconds = 1_000 },
  ]
}

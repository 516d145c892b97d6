import Martlet

// Scripts that hand monstrous values to the host.
extension Attack {
  static let values: [Attack] = [
    Attack(
      "returning a term that shares its parts",
      "fn run() { share(1, 60) }\n\(sharing)",
      "error :system_limit",
      "limit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "returning 40 MB",
      "fn run() { String.repeat(\"x\", 40_000_000) }",
      "a text",
      "value a text",
      "limit",
      "error :system_limit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "returning what is 100,000 deep",
      "fn run() { deep(nil, 100_000) }\n\(sharing)",
      "error :system_limit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "returning a large list",
      "fn run() { for i in 1..2_000_000 { i } }",
      "value something",
      "error :system_limit",
      "limit"
    ) { $0.milliseconds = 20_000 },
    Attack(
      "throwing a term that shares its parts",
      "fn run() { throw(share(1, 60)) }\n\(sharing)",
      "throw"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "raising a term that shares its parts",
      "fn run() { raise(share(1, 60)) }\n\(sharing)",
      "error"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "ending with a term that shares its parts",
      "fn run() { exit(share(1, 60)) }\n\(sharing)",
      "exit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "raising what is 1,000,000 deep",
      "fn run() { raise(deep(nil, 1_000_000)) }\n\(sharing)",
      "error"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "ending with what is 1,000,000 deep",
      "fn run() { exit(deep(nil, 1_000_000)) }\n\(sharing)",
      "exit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "raising a text of 30 MB",
      "fn run() { raise(String.repeat(\"x\", 30_000_000)) }",
      "error"
    ) {
      $0.milliseconds = 10_000
    },
    Attack(
      "a crash with huge arguments",
      "fn run() { f(share(1, 60)) } fn f(:never) { 1 }\n\(sharing)",
      "error :function_clause"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "a trace with huge arguments",
      "fn run() { try { f(share(1, 60)) } catch { _ -> byte_size(inspect(stacktrace())) } } fn f(:never) { 1 }\n\(sharing)",
      "value",
      "limit",
      "timeout"
    ) { $0.milliseconds = 1_000 },
    Attack(
      "terms that share their parts for the host's process",
      "fn run() { :host ! share(1, 60); :done }\n\(sharing)",
      "limit",
      "timeout",
      "error :system_limit"
    ) { $0.milliseconds = 2_000 },
    Attack(
      "monstrous messages for a host that reads",
      """
      fn run() { :host ! share(1, 18); :host ! deep(nil, 5_000); :host ! String.repeat("x", 20_000_000); :host ! :end; :done }
      \(sharing)
      """,
      "read 4"
    ) {
      $0.body = { vm, host in
        let call = Task {
          await AttackRun.outcome { try await vm.call("Attack", "run", timeout: .seconds(20)) }
        }
        var count = 0
        for await message in host {
          count += 1
          if message == .atom("end") { break }
        }
        _ = await call.value
        return "read \(count)"
      }
    },
    Attack(
      "terms that share their parts for a host function",
      "fn run() { Stock.level(share(1, 60)) }\n\(sharing)",
      "error :system_limit",
      "limit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "what is 1,000,000 deep for a host function",
      "fn run() { Stock.level(deep(nil, 1_000_000)) }\n\(sharing)",
      "error :system_limit"
    ) { $0.milliseconds = 10_000 },
    Attack(
      "large arguments for a waiting host function, for ever",
      "fn run() { loop(for i in 1..100_000 { i }) } fn loop(xs) { Stock.wait(xs); loop(xs) }",
      "timeout"
    ) { $0.milliseconds = 1_000 },
    Attack(
      "expanding arguments for waiting host functions, in 200 processes",
      """
      fn run() {
        let me = self()
        for _ in 1..200 { spawn { let x = share(1, 18); loop(x) } }
        loop(1)
      }
      fn loop(x) { try { Stock.wait(x) } catch { _ -> nil }; loop(x) }
      \(sharing)
      """,
      "timeout",
      "limit"
    ) { $0.milliseconds = 2_000 },
    Attack(
      "blocking host functions in 1,000 processes",
      "fn run() { for _ in 1..1_000 { spawn { block() } }; block() } fn block() { Stock.block(1); block() }",
      "timeout"
    ) { $0.milliseconds = 1_000 },
    Attack(
      "waiting host functions in 4,000 processes that are killed",
      """
      fn run() {
        for p in for _ in 1..1_000 { spawn { Stock.wait(1) } } { Process.yield(); exit(p, :kill) }
        run()
      }
      """,
      "timeout",
      "error :system_limit"
    ) { $0.milliseconds = 1_000 },
    Attack("a host function as a loop", "fn run() { Stock.level(1); run() }", "timeout"),
    Attack(
      "a term that shares its parts, published",
      "fn run() { Events.subscribe(:t); Events.publish(:t, share(1, 60)) }\n\(sharing)",
      "limit",
      "timeout",
      "error :system_limit"
    ) { $0.milliseconds = 2_000 },
    Attack(
      "a huge topic",
      "fn run() { Events.subscribe(share(1, 60)) }\n\(sharing)",
      "error :badarg",
      "timeout"
    ) { $0.milliseconds = 2_000 },
    Attack(
      "reports that flood",
      "fn run() { Events.report(:mine, %{title: String.repeat(\"x\", 100_000), reason: share(1, 60)}); run() }\n\(sharing)",
      "timeout"
    ) { $0.milliseconds = 2_000 },
  ]
}

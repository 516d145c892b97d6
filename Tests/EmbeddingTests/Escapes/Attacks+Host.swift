import Martlet

// What a host may do with hostile data, and what must not harm it.
extension Attack {
  /// What a script of `text` comes to.
  private static func evaluating(
    _ name: String,
    _ text: @escaping @Sendable () -> String,
    _ expected: String...
  ) -> Attack {
    var attack = Attack(name, "fn run() { nil }") {
      $0.body = { vm, _ in
        let text = text()
        let outcome = await AttackRun.outcome { try await vm.evaluate(text, timeout: .seconds(10)) }
        return outcome.hasPrefix("error") || outcome.hasPrefix("a text") ? "refused" : outcome
      }
    }
    attack = Attack(attack, expected: expected)
    return attack
  }

  private init(_ other: Attack, expected: [String]) {
    name = other.name
    script = other.script
    self.expected = expected
    milliseconds = other.milliseconds
    body = other.body
  }

  static let host: [Attack] = [
    evaluating(
      "a text of 100,000 brackets",
      { String(repeating: "[", count: 100_000) },
      "refused"
    ),
    evaluating(
      "an integer of 1,000,000 digits in a text",
      { "let x = " + String(repeating: "9", count: 1_000_000) + "\nx > 1" },
      "value true",
      "refused"
    ),
    evaluating(
      "atoms of a text",
      { "[" + (0..<30_000).map { ":a\($0)" }.joined(separator: ", ") + "]" },
      "refused",
      "the module could not be loaded"
    ),
    Attack(
      "atoms in the arguments of calls",
      "fn run(x) { x }",
      "the machine has no room for more atoms"
    ) {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          for number in 0..<300 {
            let atoms = (0..<100).map { Value.atom("argument \(number) \($0)") }
            _ = try await vm.call("Attack", "run", with: [Value.list(atoms)], timeout: .seconds(10))
          }
          return .nil
        }
      }
    },
    Attack(
      "arguments that are larger than the machine",
      "fn run(x) { byte_size(x) }",
      "the machine has no room for more memory"
    ) {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          let text = String(repeating: "x", count: 80_000_000)
          return try await vm.call("Attack", "run", with: [text], timeout: .seconds(10))
        }
      }
    },
    Attack(
      "a machine that is shut down in the middle",
      "fn run() { for _ in 1..500 { spawn { spin() } }; spin() } fn spin() { spin() }",
      "the machine has been shut down"
    ) {
      $0.schedulers = 2
      $0.body = { vm, _ in
        // Another machine: this one has to answer yet.
        await AttackRun.outcome {
          let other = try VirtualMachine(.init(schedulers: 2, limits: .small, output: .discard))
          let script = """
            module Attack {
              fn run() { for _ in 1..500 { spawn { spin() } }; spin() }
              fn spin() { spin() }
            }
            """
          try other.load(source: script, named: "attack.mt")
          let call = Task { try await other.call("Attack", "run") }
          try await Task.sleep(for: .milliseconds(100))
          await other.shutdown()
          return try await call.value
        }
      }
    },
    Attack("processes that do not want to end", "fn run() { nil }", "value nil") {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          let other = try VirtualMachine(.init(schedulers: 2, limits: .small, output: .discard))
          try other.load(
            source: """
              module Attack {
                fn run() { Process.flag(:trap_exit, true); receive { _ -> spawn { run() } }; run() }
              }
              """,
            named: "attack.mt"
          )
          for _ in 0..<20 { try other.spawn("Attack", "run") }
          try await Task.sleep(for: .milliseconds(20))
          await other.shutdown(grace: .milliseconds(100))
          return .nil
        }
      }
    },
    Attack(
      "a module that the host loads in a library's place",
      "fn run() { List.sum([1]) }",
      "value 1"
    ) {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          // A machine is the unit of trust: what a host loads is what it wants.
          let other = try VirtualMachine(.init(limits: .small, output: .discard))
          try other.load(source: "module List { fn sum(_) { :forged } }", named: "list.mt")
          _ = try await other.evaluate("List.reverse([1])")
          await other.shutdown()
          return try await vm.call("Attack", "run", timeout: .seconds(10))
        }
      }
    },
  ]
}

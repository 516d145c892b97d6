import MartletREPL
import MartletRuntime
import Testing

/// What a shell must live through.
@Suite(.serialized) struct ShellSurvivalTests {
  /// Types a statement that does not end, and interrupts it once it has begun.
  private func interrupt(_ shell: TestShell, _ statement: String, after words: String) throws {
    try #require(shell.device.waitForPrompt())
    shell.device.type(statement)
    try #require(shell.device.waitForText(words), "so far: \(shell.device.text)")
    shell.device.interrupt()
  }

  @Test(arguments: [1, 2])
  func endlessLoops(schedulers: Int) throws {
    let shell = TestShell(schedulers: schedulers)
    _ = try shell.answers(to: "let x = 7", "fn spin(n) { spin(n + 1) }")
    try interrupt(shell, "print(:begun); spin(0)", after: "\n:begun")
    #expect(try shell.answers(to: "x").hasSuffix("interrupted\nmartlet(4)> x\n7"))
  }

  @Test func loopsThatTrapExits() throws {
    let shell = TestShell()
    _ = try shell.answers(to: "let x = 7", "fn spin(n) { spin(n + 1) }")
    try interrupt(
      shell,
      "Process.trap_exit(); print(:begun); try { spin(0) } catch { _ -> spin(1) }",
      after: "\n:begun"
    )
    #expect(try shell.answers(to: "x").hasSuffix("interrupted\nmartlet(4)> x\n7"))
  }

  @Test func waitingForEver() throws {
    let shell = TestShell()
    try interrupt(shell, "print(:begun); receive { :never -> 1 }", after: "\n:begun")
    #expect(try shell.answers(to: "1 + 1").hasSuffix("interrupted\nmartlet(2)> 1 + 1\n2"))
  }

  @Test func aCtrlCWhileNothingRuns() throws {
    let shell = TestShell()
    _ = try shell.answers(to: "let x = 1")
    shell.device.interrupt()
    shell.device.type(.interrupted)
    #expect(try shell.answers(to: "x").hasSuffix("x\n1"))
  }

  @Test func killingTheEvaluator() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "let x = 1",
      "let big = 1..1000",
      "Process.exit(self(), :kill)",
      "(x, length(big))",
      "spawn_link { exit(:boom) }; receive { :never -> 1 }",
      "x"
    )
    #expect(text.contains("was ended: :killed"))
    #expect(text.contains("was ended: :boom"))
    #expect(text.contains("\n(1, 1000)\n"))
    #expect(text.hasSuffix("x\n1"))
  }

  /// The evaluator, the listener and the reader end while somebody thinks about what to type.
  @Test func killingAtThePrompt() throws {
    let shell = TestShell()
    _ = try shell.answers(
      to: "let x = 1",
      "let me = self()",
      "spawn { Process.sleep(50); for p in List.sort(Process.list()) |> List.drop(2) when p != self() { Process.exit(p, :kill) } }; 0"
    )
    try #require(shell.device.waitForText("another goes on with the same variables"))
    #expect(try shell.answers(to: "x").hasSuffix("x\n1"))
    #expect(try shell.answers(to: "me == self()").hasSuffix("\nfalse"))
    try #require(shell.device.completion(of: "List.rever") != nil)
    #expect(shell.leave() == 0)
  }

  /// Every process of the machine but the main one is killed, and again.
  @Test func killingAllOfTheShellsProcesses() throws {
    let shell = TestShell()
    _ = try shell.answers(to: "let x = 1", "fn f(n) { n + 1 }")
    for round in 1...3 {
      let text = try shell.answers(
        to:
          "spawn { for p in List.drop(List.sort(Process.list()), 1) when p != self() { Process.exit(p, :kill) } }; Process.sleep(:infinity)",
        "f(x)"
      )
      let ends = text.split(separator: "\n").filter { $0.hasPrefix("the shell's keeper was ended") }
      #expect(ends.count == round, "\(text)")
      #expect(text.hasSuffix("f(x)\n2"), "\(text)")
    }
    #expect(shell.leave() == 0)
  }

  @Test func aFloodOfMessages() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "let me = self(); for n in 1..300_000 { me ! n }; 0",
      "1 + 1",
      "Process.info(self(), :message_queue_len)",
      "2 + 2"
    )
    #expect(text.hasSuffix("\n300000\nmartlet(4)> 2 + 2\n4"))
  }

  @Test func hundredsOfMegabytes() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "let x = 1",
      "String.repeat(\"0123456789\", 10_000_000)",
      "byte_size(v())",
      "let list = 1..3_000_000",
      "let map = Map.from_list(for n in 1..100_000 { (n, [n]) })",
      "(length(list), map_size(map), x)"
    )
    #expect(text.contains("(100_000_000 bytes)"))
    #expect(text.contains("\n100000000\n"))
    #expect(text.utf8.count < 10_000, "\(text.utf8.count) bytes")
    #expect(text.hasSuffix("(3000000, 100000, 1)"))
    #expect(shell.leave() == 0)
  }

  @Test func memoryRunsOut() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "let x = 1",
      "Process.flag(:max_heap, 10_000_000)",
      "fn grow(xs) { grow([xs, xs | xs]) }",
      "grow([1])",
      "x"
    )
    #expect(text.contains("was ended: :heap_limit"))
    #expect(text.hasSuffix("x\n1"))
  }
}

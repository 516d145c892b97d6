import MartletREPL
import MartletRuntime
import Testing

/// What can be called at the prompt, at a device: names that are no expressions, screens that are
/// drawn anew, and floods.
@Suite(.serialized) struct ShellHelperTests {
  private static let screen = ShellTraits(
    isInteractive: true,
    movesCursor: true,
    columns: 100,
    rows: 20
  )
  private static let begin = "\u{1B}[?1049h"
  private static let end = "\u{1B}[?25h\u{1B}[?1049l"

  private func type(_ statement: String, at shell: TestShell, until text: String) throws {
    try #require(shell.device.waitForPrompt())
    shell.device.type(statement)
    try #require(shell.device.waitForText(text), "so far: \(shell.device.text)")
  }

  @Test func documentationOfWhatIsNamed() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "h(List.filter_map)",
      "h(receive)",
      "h(spawn/1)",
      "fn own(x) { x }",
      "h(own)",
      "h(List.mapp)",
      "h(Lisst)"
    )
    #expect(text.contains("List.filter_map(list, f)\n\n  The results of `f` that are not nil."))
    #expect(text.contains("receive { pattern -> result; after ms -> result }"))
    #expect(text.contains("h(spawn/1)\nspawn(function)"))
    #expect(text.contains("h(own)\nown(x)"))
    #expect(text.contains("There is no List.mapp. Did you mean List.map?"))
    #expect(text.hasSuffix("called Lisst. Did you mean List?"))
  }

  @Test func bytecodeOfWhatIsNamed() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "fn own(x) { x }",
      "bytecode(own/1)",
      "bytecode(Queue.size)",
      "bytecode(List.reverse)"
    )
    #expect(text.contains("bytecode(own/1)\nfn own/1\n"))
    #expect(text.contains("\nfn size/1\n"))
    #expect(text.contains("is written in Swift"))
  }

  @Test func valuesAgain() throws {
    let shell = TestShell()
    let text = try shell.answers(to: "6 * 7", "v() + 1", "v(1)", "v(-2)", "v(99)", "v(:x)", "i()")
    #expect(text.contains("v() + 1\n43\n"))
    #expect(text.contains("v(1)\n42\n"))
    #expect(text.contains("v(-2)\n43\n"))
    #expect(text.contains("There is no value 99."))
    #expect(text.contains("`v` does not take that."))
    #expect(text.contains("is           an integer\n"))
  }

  @Test func topUntilAKey() throws {
    let shell = TestShell(traits: Self.screen)
    try type("top(every: 50)", at: shell, until: "sorted by :rate")
    shell.device.press(.key("m"))
    #expect(shell.device.waitForText("sorted by :memory"))
    shell.device.resize(columns: 60, rows: 6)
    shell.device.press(.key("q"))
    #expect(shell.device.waitForText(Self.end))
    #expect(try shell.answers(to: "1 + 1").hasSuffix("1 + 1\n2"))
    #expect(shell.device.text.contains(Self.begin))
  }

  @Test func topThatIsInterrupted() throws {
    let shell = TestShell(traits: Self.screen)
    try type("top()", at: shell, until: "sorted by :rate")
    shell.device.interrupt()
    #expect(shell.device.waitForText(Self.end))
    let text = try shell.answers(to: "1 + 1")
    #expect(text.contains("interrupted"))
    #expect(text.contains("1 + 1\n2"))
  }

  @Test func aProcessObservedUntilAKey() throws {
    let shell = TestShell(traits: Self.screen)
    _ = try shell.answers(to: "let (:ok, agent) = Agent.start_link(fn() { :the_state })")
    try type("observe(agent, every: 50)", at: shell, until: "state")
    #expect(shell.device.waitForText(":the_state"))
    shell.device.press(.key(" "))
    #expect(shell.device.waitForText(Self.end))
    #expect(try shell.answers(to: "1 + 1").hasSuffix("1 + 1\n2"))
  }

  @Test func screensWithoutAScreen() throws {
    let shell = TestShell()
    let text = try shell.answers(to: "top()", "observe(self(), every: 100)", "tree()")
    #expect(text.contains("sorted by :rate"))
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("There are no supervisors."))
  }

  @Test func aFloodOfMessages() throws {
    let shell = TestShell()
    _ = try shell.answers(
      to: "let shell = self()",
      "fn flood(pid) { for _ in 1..1_000 { pid ! :drop }; Process.sleep(1); flood(pid) }",
      "let pid = spawn { flood(shell) }; Process.sleep(100)"
    )
    #expect(try shell.answers(to: "flush()").contains(", of which 1,000 are shown"))
    #expect(try shell.answers(to: "exit(pid, :kill); 1 + 1").hasSuffix("\n2"))
  }

  @Test func supervisorsInACircle() throws {
    let shell = TestShell()
    let text = try shell.answers(
      to: "let (:ok, one) = Supervisor.start_link([])",
      "let child = %{id: :one, type: :supervisor, start: fn() { (:ok, one) }}",
      "let (:ok, two) = Supervisor.start_link([child])",
      "Supervisor.start_child(one, %{child | id: :two, start: fn() { (:ok, two) }}); tree()"
    )
    #expect(
      text.contains("`-- :two  #pid<…>  supervisor\n    `-- :one  #pid<…>  supervisor  (above)")
    )
  }
}

import MartletREPL
import Testing

/// What `trace` prints in a shell.
@Suite struct ShellTraceTests {
  /// Types statements one after the other, each when the text that belongs to the one before has
  /// been written; gives what was written but for the echo and the times.
  private func expect(
    _ steps: [(type: String, awaits: String)],
    _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let shell = TestShell()
    for step in steps {
      _ = try shell.answers(to: step.type)
      for _ in 0..<500 where !shell.text.contains(step.awaits) {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(shell.text.contains(step.awaits), sourceLocation: sourceLocation)
    }
    // A line of the tracer may stand behind a prompt.
    let typed = Set(steps.map(\.type))
    let lines = shell.text.split(separator: "\n")
      .map { $0.replacing(#/^martlet\([0-9]+\)> ?/#, with: "") }
      .filter { !$0.isEmpty && !typed.contains(String($0)) }
    let text = lines.map { $0.replacing(#/^ *[0-9]+\.[0-9]{4} /#, with: "… ") }
    #expect(text.joined(separator: "\n") == expected, sourceLocation: sourceLocation)
    #expect(shell.leave() != nil, sourceLocation: sourceLocation)
  }

  @Test func callsAndResults() async throws {
    try await expect(
      [
        ("trace(Math.max, return: true, limit: 2)", "or until"),
        ("Math.max(3, 4)", "limit is reached"),
      ],
      """
      tracing Math.max/2
      for 2 events, or until untrace()
      4
      … #pid<…> calls Math.max(3, 4)
      … #pid<…> Math.max/2 -> 4
      the trace of Math.max has ended: the limit is reached (limit: n shows more)
      """
    )
  }

  @Test func aProcessByItsName() async throws {
    try await expect(
      [
        ("spawn(name: :echo) { receive { (:hello, x) -> exit(x) } }", "#pid"),
        ("trace(:echo)", "or until"), (":echo ! (:hello, 1); nil", "process has ended"),
      ],
      """
      #pid<…>
      tracing #pid<…>
      for 100 events, or until untrace()
      nil
      … #pid<…> receives (:hello, 1)
      … #pid<…> ends: 1
      the trace of #pid<…> has ended: the process has ended
      """
    )
  }

  @Test func whatWasTyped() async throws {
    try await expect(
      [
        ("fn double(n) { n * 2 }", "defined"), ("trace(double, limit: 1)", "one event"),
        ("double(21)", "limit is reached"), ("let f = fn(n) { n + 1 }; trace(f)", "100 events"),
        ("untrace(f)", "was stopped"), ("untrace()", "nothing is traced"),
      ],
      """
      defined double/1
      tracing double/1
      for one event
      42
      … #pid<…> calls double(21)
      the trace of double has ended: the limit is reached (limit: n shows more)
      tracing #fn<Shell.Statement1.run/1-fn-0/1>
      for 100 events, or until untrace()
      the trace of #fn<Shell.Statement1.run/1-fn-0/1> has ended: it was stopped
      nothing is traced
      """
    )
  }

  @Test func whatCannotBeTraced() async throws {
    try await expect(
      [
        ("trace(List.reverse)", "calls it"), ("trace(List.nonsense)", "List.nonsense"),
        ("trace(:nobody)", "nobody"), ("trace(NoSuchModule)", "NoSuchModule"),
        ("trace(\"x\")", "\"x\""), ("trace(Math.max, lines: 3)", ":lines"),
        ("trace(Math.max, limit: 0)", "a number"), ("untrace(Math.max)", "not traced"),
      ],
      """
      List.reverse is one of the machine's own functions: trace a function that calls it
      there is no function List.nonsense
      there is no process and no function with the name nobody
      there is no module NoSuchModule with functions
      "x" cannot be traced: give a pid, a name, a module, Module.function or a function value
      trace has no option :lines: there are limit:, return: and events:
      limit: is a number of events, or :infinity
      Math.max is not traced
      """
    )
  }
}

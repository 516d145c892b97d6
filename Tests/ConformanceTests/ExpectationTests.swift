import Foundation
import TestSupport
import Testing

/// The runner itself: how expectations are read and how a run is judged.
@Suite struct ExpectationTests {
  @Test func readsOutputInOrder() {
    let found = Expectations(
      source: "print(1) # expect: 1\n# expect: two words \nprint(3)# expect:\n"
    )
    #expect(found.output.map(\.text) == ["1", "two words ", ""])
    #expect(found.output.map(\.line) == [1, 2, 3])
    #expect(found.exit == .status(0))
  }

  @Test func keepsLeadingBlanks() {
    #expect(Expectations(source: "# expect:   x").output.map(\.text) == ["  x"])
  }

  @Test func lastMarkOfALineCounts() {
    let found = Expectations(source: "print(\"# expect: no\") # expect: # no mark")
    #expect(found.output.map(\.text) == ["# no mark"])
  }

  @Test func readsAttributes() {
    let source = """
      # A title.
      #? schedulers: 4
      #? timeout: 2.5s
      #? args: a --b
      #? flags: --max-processes 9
      #? no-stress
      print(1)
      """
    let found = Expectations(source: source)
    #expect(found.schedulers == 4)
    #expect(found.timeout == 2.5)
    #expect(found.arguments == ["a", "--b"])
    #expect(found.flags == ["--max-processes", "9"])
    #expect(found.skipsStress)
    #expect(!found.isSupport)
    #expect(found.mistakes.isEmpty)
  }

  @Test func reportsBadAttributes() {
    #expect(Expectations(source: "#? shcedulers: 4").mistakes.count == 1)
    #expect(Expectations(source: "print(1)\n#? no-stress").mistakes.count == 1)
  }

  @Test func readsEndings() {
    #expect(Expectations(source: "# expect exit: 7").exit == .status(7))
    #expect(Expectations(source: "# expect exit: (:badmatch, 1)").exit == .reason("(:badmatch, 1)"))
  }

  @Test func readsErrors() {
    let found = Expectations(source: "let a = 1. # expect error: number\n# expect error:\n")
    #expect(
      found.errors == [
        Expectations.ExpectedError(text: "number", line: 1),
        Expectations.ExpectedError(text: "", line: nil),
      ]
    )
  }

  @Test func readsInputAndStandardError() {
    let found = Expectations(source: "# stdin: one\n# stdin: two\n# expect stderr: warning")
    #expect(found.standardInput == "one\ntwo\n")
    #expect(found.standardError == ["warning"])
  }

  @Test func matrixHasSixWays() {
    let ways = RunVariant.matrix(for: Expectations(source: "#? schedulers: 4"))
    #expect(
      ways.map(\.description) == [
        "--schedulers 1", "--schedulers 4", "--schedulers 1 --collect-always",
        "--schedulers 4 --collect-always", "--schedulers 1 --one-reduction",
        "--schedulers 4 --one-reduction",
      ]
    )
    #expect(RunVariant.matrix(for: Expectations(source: "#? no-stress")).count == 2)
    #expect(RunVariant.matrix(for: Expectations(source: "x # expect error:")).count == 1)
  }

  private static let quiet = """
    {"schedulers": 1, "collect_always": false, "slice_reductions": 4000, "processes_alive": 0,
     "heap_words_alive": 0, "off_heap_bytes": 0, "timers_alive": 0}
    """

  private func judge(
    _ source: String,
    status: Int = 0,
    output: String = "",
    errors: String = "",
    statistics: String = quiet
  ) -> [String] {
    let program = TestProgram(
      path: "/x/sample.mt",
      name: "sample",
      expectations: Expectations(source: source)
    )
    let result = CommandResult(
      status: status,
      wasSignalled: false,
      timedOut: false,
      standardOutput: output,
      standardError: errors
    )
    return ProgramRunner.differences(
      program,
      RunVariant(schedulers: 1, stress: .plain),
      result,
      Statistics(json: Data(statistics.utf8))
    )
  }

  @Test func judgesOutput() {
    #expect(judge("print(1) # expect: 1", output: "1\n").isEmpty)
    #expect(judge("print(1) # expect: 1", output: "2\n").first?.contains("line 1") == true)
    #expect(!judge("print(1) # expect: 1", output: "").isEmpty)
    #expect(!judge("print(1) # expect: 1", output: "1\n2\n").isEmpty)
  }

  @Test func judgesStatusAndReason() {
    #expect(judge("# expect exit: 1", status: 1).isEmpty)
    #expect(!judge("# expect exit: 1", status: 0).isEmpty)
    #expect(judge("# expect exit: (:badmatch, 1)", status: 1, errors: "(:badmatch, 1)").isEmpty)
    #expect(!judge("# expect exit: (:badmatch, 1)", status: 1, errors: "other").isEmpty)
    #expect(!judge("", status: 1).isEmpty)
  }

  @Test func judgesRefusals() {
    let source = "let a = 1. # expect error: number"
    #expect(judge(source, status: 65, errors: "error: bad number\n --> sample.mt:1:9").isEmpty)
    #expect(!judge(source, status: 65, errors: "error: bad number\n --> sample.mt:12:9").isEmpty)
    #expect(!judge(source, status: 65, errors: "error: other\n --> sample.mt:1:9").isEmpty)
    #expect(!judge(source, status: 0, errors: "bad number sample.mt:1:9").isEmpty)
  }

  @Test func judgesStatistics() {
    let leak = Self.quiet.replacingOccurrences(
      of: "\"timers_alive\": 0",
      with: "\"timers_alive\": 3"
    )
    #expect(judge("", statistics: leak) == ["timers_alive is 3, not 0"])
    let other = Self.quiet.replacingOccurrences(of: "\"schedulers\": 1", with: "\"schedulers\": 2")
    #expect(judge("", statistics: other) == ["schedulers is 2, not 1"])
    let always = Self.quiet.replacingOccurrences(of: "false", with: "true")
    #expect(judge("", statistics: always).count == 1)
    #expect(judge("", statistics: "nonsense") == ["the command wrote no statistics"])
  }

  @Test func runsCommandsAndKillsLateOnes() async throws {
    let quick = try await ChildProcess.run(
      "/bin/sh",
      ["-c", "cat; echo e >&2; exit 3"],
      input: "hi",
      timeout: 10
    )
    #expect(quick.status == 3)
    #expect(quick.standardOutput == "hi")
    #expect(quick.standardError == "e\n")
    #expect(!quick.timedOut)
    let late = try await ChildProcess.run("/bin/sh", ["-c", "exec sleep 30"], timeout: 0.2)
    #expect(late.timedOut)
  }
}

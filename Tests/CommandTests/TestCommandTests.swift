import Foundation
import TestSupport
import Testing

/// `martlet test` as its users see it.
@Suite struct TestCommandTests {
  private struct Run {
    var status: Int
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var lastLine: String { lines.last ?? "" }
  }

  /// Runs `martlet test` in a folder that holds `files`.
  private func test(
    _ files: [String: String],
    _ arguments: String...
  ) async throws -> Run {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    for (name, text) in files {
      let path = URL(fileURLWithPath: folder.file(name))
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: path)
    }
    let result = try await ChildProcess.run(
      command,
      ["test"] + arguments,
      timeout: 60,
      in: folder.file("")
    )
    return Run(
      status: result.status,
      output: result.standardOutput.replacing(/(Took |failed  )[\d.]+ m?s/) { "\($0.1)0 ms" },
      errors: result.standardError
    )
  }

  // MARK: Status and last line

  @Test func allPassIsStatus0() async throws {
    let run = try await test(["a_test.mt": "Test.test(\"sums\") { Test.expect(1 + 1 == 2) }\n"])
    #expect(run.status == 0)
    #expect(run.lastLine == "1 passed, 0 failed")
    #expect(run.errors.isEmpty)
  }

  @Test func aFailureIsStatus1() async throws {
    let run = try await test([
      "a_test.mt": """
      Test.test("right") { Test.expect(true) }
      Test.test("wrong") { Test.fail("no") }
      Test.test("later", skip: "not yet") { Test.fail("no") }
      """
    ])
    #expect(run.status == 1)
    #expect(run.lastLine == "1 passed, 1 failed, 1 skipped")
    #expect(run.output.contains("  a_test.mt: later (not yet)"))
  }

  @Test(arguments: [
    [:], ["a_test.mt": "let x = 1\n"], ["a_test.mt": "module A {\n  fn f() { 1 }\n}\n"],
  ])
  func noTestsIsStatus2(_ files: [String: String]) async throws {
    let run = try await test(files)
    #expect(run.status == 2)
    #expect(run.errors.contains("no tests"))
  }

  @Test func noTestsThatAreChosenIsStatus2() async throws {
    let run = try await test(["a_test.mt": "Test.test(\"a\") { 1 }\n"], "--filter", "nothing")
    #expect(run.status == 2)
    #expect(run.errors.contains("there are no tests that the options choose"))
  }

  @Test func aMissingPathIsStatus2() async throws {
    let run = try await test([:], "no_such_test.mt")
    #expect(run.status == 2)
    #expect(run.errors.contains("there is no file or folder no_such_test.mt"))
  }

  @Test(arguments: ["--jobs", "--timeout", "--seed", "--slowest"])
  func wrongNumbersAreStatus2(_ option: String) async throws {
    let run = try await test([:], "\(option)=-1")
    #expect(run.status == 2)
    #expect(run.errors.contains("takes a number from"))
  }

  // MARK: Reports

  @Test func aReportNamesPlaceAndDifference() async throws {
    let run = try await test(
      [
        "sum_test.mt": """
        Test.test("one") {
          Test.expect_equal((:ok, [1, 2, 3]), (:ok, [1, 5, 3]))
        }
        Test.test("two") { Sum.of(:a, 1) }
        Test.test("three") { Test.expect(1 + 1 > 2) }
        """,
        "sum.mt": "module Sum {\n  fn of(a, b) { a + b }\n}\n",
      ],
      "--seed",
      "0"
    )
    #expect(
      run.output == """
        Running 1 file, in their order

        1) one
             sum_test.mt:2
             2 | Test.expect_equal((:ok, [1, 2, 3]), (:ok, [1, 5, 3]))
             the values differ
               expected: (:ok, [1, 5, 3])
                                   ^
               actual:   (:ok, [1, 2, 3])
                                   ^

        2) two
             sum_test.mt:4
             4 | Test.test("two") { Sum.of(:a, 1) }
             raised :badarith
               in Sum.of/2  sum.mt:2

        3) three
             sum_test.mt:5
             5 | Test.test("three") { Test.expect(1 + 1 > 2) }
             expected: left > right
               left:     2
               right:    2
        FAILED  sum_test.mt  0 passed, 3 failed  0 ms

        Failed:
          1) sum_test.mt: one
          2) sum_test.mt: two
          3) sum_test.mt: three

        Took 0 ms
        0 passed, 3 failed

        """
    )
  }

  @Test func aTimeOutShowsTheMailbox() async throws {
    let run = try await test([
      "a_test.mt": """
      Test.test("waits") {
        self() ! (:other, 1)
        Test.expect_receive(20) { :wanted in :ok }
        :ok
      }
      """
    ])
    #expect(run.output.contains("no message that matches came within 20 ms"))
    #expect(run.output.contains("in its mailbox:\n         (:other, 1)\n"))
    #expect(run.output.contains("     3 | Test.expect_receive(20) { :wanted in :ok }"))
  }

  @Test func colourIsForTerminals() async throws {
    let files = ["a_test.mt": "Test.test(\"a\") { Test.fail(\"no\") }\n"]
    #expect(!(try await test(files)).output.contains("\u{1B}"))
    #expect((try await test(files, "--color", "always")).output.contains("\u{1B}[1;31m"))
  }

  @Test func aFileThatDoesNotCompileIsAFailure() async throws {
    let run = try await test([
      "a_test.mt": "Test.test(\"a\") { (1 }\n", "b_test.mt": "Test.test(\"b\") { 1 }\n",
    ])
    #expect(run.status == 1)
    #expect(run.output.contains("it does not compile"))
    #expect(run.output.contains("--> a_test.mt:1"))
    #expect(run.lastLine == "1 passed, 1 failed")
  }

  @Test func aFileWhoseProcessEndsIsAFailure() async throws {
    let run = try await test([
      "a_test.mt": "Test.test(\"a\") { 1 }\nlet x = 1 / 0\n", "b_test.mt": "exit(self(), :kill)\n",
    ])
    #expect(run.status == 1)
    #expect(run.output.contains("raised :badarith"))
    #expect(run.output.contains("the file's process ended before its tests had"))
    #expect(run.lastLine == "0 passed, 2 failed")
  }

  @Test func aFileThatHangsWhileItIsLoadedIsAFailure() async throws {
    let run = try await test(["a_test.mt": "Process.sleep(:infinity)\n"], "--timeout", "50")
    #expect(run.status == 1)
    #expect(run.output.contains("it was still being loaded after 50 ms"))
  }

  // MARK: What is run

  @Test func foldersAreSearched() async throws {
    let run = try await test([
      "a_test.mt": "Test.test(\"a\") { 1 }\n",
      "deep/er/b_test.mt": "Test.test(\"b\") { Test.expect_equal(Beside.it(), 7) }\n",
      "deep/er/beside.mt": "module Beside {\n  fn it() { 7 }\n}\n",
      ".hidden/c_test.mt": "Test.test(\"c\") { Test.fail(\"no\") }\n",
    ])
    #expect(run.lastLine == "2 passed, 0 failed")
  }

  @Test func examplesAreRunWhenTheFileIsNamed() async throws {
    let files = [
      "twice.mt": """
      ## Doubles.
      ##
      ## >> Twice.of(2)
      ## 4
      module Twice {
        ## Twice a number.
        ##
        ## >> Twice.of(3)
        ## 7
        fn of(n) { n * 2 }
      }
      """,
      "a_test.mt": "Test.test(\"a\") { 1 }\n",
    ]
    #expect(try await test(files).lastLine == "1 passed, 0 failed")
    #expect(try await test(files, "--doctests").lastLine == "2 passed, 1 failed")
    let run = try await test(files, "twice.mt")
    #expect(run.lastLine == "1 passed, 1 failed")
    #expect(run.output.contains("twice.mt:8\n     8 | ## >> Twice.of(3)"))
    #expect(run.output.contains("       expected: 7\n"))
    #expect(run.output.contains("       actual:   6\n"))
  }

  @Test func doctestsFromATestFile() async throws {
    let run = try await test([
      "deep/one.mt": "## >> One.one()\n## 1\nmodule One {\n  fn one() { 1 }\n}\n",
      "deep/one_test.mt": "Test.doctests(\"one.mt\")\nTest.doctests(One)\n",
    ])
    #expect(run.lastLine == "2 passed, 0 failed")
  }

  @Test func tagsAndNamesChoose() async throws {
    let files = [
      "a_test.mt": """
      Test.test("quick") { 1 }
      Test.test("slow", tags: [:slow]) { 1 }
      Test.test("slow and big", tags: [:slow, :big]) { 1 }
      """
    ]
    #expect(try await test(files, "--tag", "slow").lastLine == "2 passed, 0 failed")
    #expect(try await test(files, "--exclude", "big").lastLine == "2 passed, 0 failed")
    #expect(
      try await test(files, "--tag", "slow", "--exclude", "big").lastLine == "1 passed, 0 failed"
    )
    #expect(try await test(files, "--filter", "and").lastLine == "1 passed, 0 failed")
  }

  @Test func filesWithTheSameModuleDoNotDisturbEachOther() async throws {
    let file = { (n: Int) in
      """
      module Shared {
        fn number() { \(n) }
      }
      Test.test("\(n)") { Process.sleep(20); Test.expect_equal(Shared.number(), \(n)) }
      """
    }
    let run = try await test(
      ["a_test.mt": file(1), "b_test.mt": file(2), "below/a_test.mt": file(3)],
      "--jobs",
      "3"
    )
    #expect(run.lastLine == "3 passed, 0 failed")
  }

  // MARK: Order

  @Test func theSeedGivesTheOrder() async throws {
    let names = (1...20).map { "Test.test(\"\($0)\") { print(\"ran \($0)\") }" }
    let files = ["a_test.mt": names.joined(separator: "\n")]
    let order = { (run: Run) in run.lines.filter { $0.hasPrefix("ran ") } }
    let inOrder = order(try await test(files, "--seed", "0"))
    #expect(inOrder == (1...20).map { "ran \($0)" })
    let first = order(try await test(files, "--seed", "7"))
    #expect(first == order(try await test(files, "--seed", "7")))
    #expect(first != inOrder)
    #expect(first.sorted() == inOrder.sorted())
    let chosen = try await test(files)
    let seed = try #require(chosen.lines.first?.wholeMatch(of: /Running 1 file, seed (\d+)/)?.1)
    #expect(order(try await test(files, "--seed", String(seed))) == order(chosen))
  }

  // MARK: Processes

  @Test func whatATestLeavesBehindIsGone() async throws {
    let run = try await test(
      [
        "a_test.mt": """
        Test.test("one") { spawn(name: :taken, link: true) { Process.sleep(:infinity) } }
        Test.test("two") { spawn(name: :taken, link: true) { Process.sleep(:infinity) } }
        """
      ]
    )
    #expect(run.lastLine == "2 passed, 0 failed")
  }

  @Test func whatAFileLeavesBehindIsGone() async throws {
    // The files share a module, so they run one after the other.
    let file = """
      module Shared {
        fn f() { 1 }
      }
      spawn(name: :taken, link: true) { Process.sleep(:infinity) }
      Test.test("one") { Test.expect(is_pid(whereis(:taken))) }
      """
    let run = try await test(["a_test.mt": file, "b_test.mt": file])
    #expect(run.lastLine == "2 passed, 0 failed")
  }

  @Test func aTestThatHangsIsEnded() async throws {
    let run = try await test(
      ["a_test.mt": "Test.test(\"hangs\") { Process.sleep(:infinity) }\n"],
      "--timeout",
      "2000"
    )
    #expect(run.status == 1)
    #expect(run.output.contains("it had not ended after"))
  }

  @Test func slowestTestsAreListed() async throws {
    let run = try await test(
      ["a_test.mt": "Test.test(\"a\") { 1 }\nTest.test(\"b\") { Process.sleep(50) }\n"],
      "--slowest",
      "1"
    )
    #expect(run.output.contains("Slowest:\n"))
    #expect(run.output.contains("a_test.mt: b\n"))
    #expect(!run.output.contains("a_test.mt: a\n"))
  }
}

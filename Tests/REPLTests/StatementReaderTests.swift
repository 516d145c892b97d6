import MartletREPL
import Testing

/// Lines become statements.
@Suite struct StatementReaderTests {
  private func outcomes(
    _ lines: [String],
    readsToTheEnd: Bool = false
  ) -> [StatementReader.Outcome] {
    var reader = StatementReader(readsToTheEnd: readsToTheEnd)
    return lines.map { reader.add($0) }
  }

  @Test func aLineIsAStatement() {
    #expect(outcomes(["1 + 2"]) == [.statement("1 + 2")])
    #expect(
      outcomes(["x |> f()", "let y = 2"]) == [.statement("x |> f()"), .statement("let y = 2")]
    )
  }

  @Test func openBracketsOperatorsAndStringsAskForMore() {
    #expect(outcomes(["[1,", "2]"]) == [.incomplete, .statement("[1,\n2]")])
    #expect(outcomes(["1 +", "", "2"]) == [.incomplete, .incomplete, .statement("1 +\n\n2")])
    #expect(
      outcomes(["\"\"\"", "a } b", "\"\"\""])
        == [.incomplete, .incomplete, .statement("\"\"\"\na } b\n\"\"\"")]
    )
  }

  @Test(arguments: [false, true])
  func aModuleIsOneStatement(readsToTheEnd: Bool) {
    let lines = ["module A {", "  ## Documentation.", "  fn f(x) {", "    x + 1", "  }", "", "}"]
    let results = outcomes(lines, readsToTheEnd: readsToTheEnd)
    #expect(results.dropLast().allSatisfy { $0 == .incomplete })
    #expect(results.last == .statement(lines.joined(separator: "\n")))
  }

  @Test func severalLinesMayComeAtOnce() {
    let text = "module A {\n  fn f() { 1 }\n}\nA.f()"
    #expect(outcomes([text]) == [.statement(text)])
    #expect(outcomes(["module A {\n  fn f() { 1 }", "}"]).first == .incomplete)
  }

  @Test func breakDropsWhatIsUnfinished() {
    #expect(outcomes(["[1,", " break() ", "2"]) == [.incomplete, .dropped, .statement("2")])
    // As a statement of its own it is left to the helper of that name.
    #expect(outcomes(["break()"]) == [.statement("break()")])
  }

  @Test func blankLinesAndCommentsAreNothing() {
    #expect(outcomes(["", "   ", "# a remark", "\t"]) == [.blank, .blank, .blank, .blank])
  }

  @Test func aMistakeIsToldAtOnceToAPerson() {
    #expect(outcomes(["module A {", "  fn f( { 1 }"]).last != .incomplete)
    let lines = ["module A {", "  fn = 3", "  fn g() { 2 }", "}"]
    let results = outcomes(lines, readsToTheEnd: true)
    #expect(
      results == [.incomplete, .incomplete, .incomplete, .statement(lines.joined(separator: "\n"))]
    )
  }

  @Test func documentationBelongsToWhatFollows() {
    var reader = StatementReader()
    #expect(reader.add("## Doubles.") == .incomplete)
    #expect(reader.add("fn f(n) { n * 2 }") == .statement("## Doubles.\nfn f(n) { n * 2 }"))
    #expect(reader.add("## Of nothing.") == .incomplete)
    #expect(reader.add("") == .blank)
    #expect(!reader.isUnderWay)
    #expect(reader.add("# A comment.") == .blank)
  }

  @Test func theEndOfInputGivesWhatThereIs() {
    var reader = StatementReader()
    #expect(reader.end() == .blank)
    #expect(reader.add("f(1,") == .incomplete)
    #expect(reader.end() == .statement("f(1,"))
    #expect(!reader.isUnderWay)
  }

  @Test func aStatementHasALimit() {
    var reader = StatementReader()
    let line = String(repeating: "a", count: StatementReader.maximumCount / 2)
    #expect(reader.add("[" + line + ",") == .incomplete)
    #expect(reader.add(line) == .tooLarge)
    #expect(reader.add("1") == .statement("1"))
  }

  @Test func aLongModuleIsOneStatement() {
    var reader = StatementReader(readsToTheEnd: true)
    #expect(reader.add("module Long {") == .incomplete)
    for number in 0..<2_000 {
      guard reader.add("  fn f\(number)(x) { \"\\(x)\" <> [x, \(number)] }") == .incomplete else {
        Issue.record("ended at \(number)")
        return
      }
    }
    guard case .statement(let text) = reader.add("}") else {
      Issue.record("no statement")
      return
    }
    #expect(text.hasSuffix("}\n}") || text.hasSuffix("}"))
  }
}

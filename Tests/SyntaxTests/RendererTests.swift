import MartletSyntax
import Testing

@Suite("Sources, rendering, suggestions and printing")
struct RendererTests {
  private func render(_ source: String, _ diagnostic: Diagnostic, color: Bool = false) -> String {
    DiagnosticRenderer(SourceText(name: "a.mt", source), usesColor: color).render(diagnostic)
  }

  @Test func positions() {
    let source = SourceText(name: "a.mt", "ab\né日x\r\n\nz")
    #expect(source.lineCount == 4)
    #expect(source.position(at: 0) == SourcePosition(line: 1, column: 1))
    #expect(source.position(at: 2) == SourcePosition(line: 1, column: 3))
    #expect(source.position(at: 3) == SourcePosition(line: 2, column: 1))
    #expect(source.position(at: 8) == SourcePosition(line: 2, column: 3))
    #expect(source.position(at: 1000) == SourcePosition(line: 4, column: 2))
    #expect(source.text(in: source.span(ofLine: 2)) == "é日x")
    #expect(source.span(ofLine: 99).isEmpty)
    #expect(SourceText(name: "", "").position(at: 0) == SourcePosition(line: 1, column: 1))
  }

  @Test func spans() {
    #expect(SourceSpan(3, 1) == SourceSpan(3, 3))
    #expect(SourceSpan(1, 3).union(SourceSpan(5, 6)) == SourceSpan(1, 6))
    #expect(SourceSpan(1, 5).contains(SourceSpan(2, 5)))
    #expect(!SourceSpan(1, 5).contains(SourceSpan(2, 6)))
  }

  @Test func labelsNotesAndFixIts() {
    let diagnostic = Diagnostic(
      code: "some-code",
      severity: .warning,
      message: "a message",
      at: SourceSpan(4, 5),
      label: "here",
      secondary: [Diagnostic.Label(SourceSpan(0, 3), "there")],
      notes: ["A note."],
      fixIts: [Diagnostic.FixIt(SourceSpan(4, 5), replacement: "yy", "change it")]
    )
    #expect(
      render("let x\n", diagnostic) == """
        warning[some-code]: a message
         --> a.mt:1:5
          |
        1 | let x
          |     ^ here
          | --- there
          |
          = note: A note.
        help: change it
          |
        1 | let yy
          |     ~~

        """
    )
  }

  @Test func tabsAndWideCharacters() {
    let output = render("\tx\t日本 = 1", Diagnostic(code: "c", message: "m", at: SourceSpan(3, 9)))
    #expect(output.hasSuffix("1 |     x   日本 = 1\n  |         ^^^^\n"))
    let combined = render("e\u{301}x", Diagnostic(code: "c", message: "m", at: SourceSpan(3, 4)))
    #expect(combined.hasSuffix("  |  ^\n"))
  }

  @Test func multilineSpans() {
    let output = render(
      "a(\n  1,\n  2,\n  3\n)\n",
      Diagnostic(code: "c", message: "m", at: SourceSpan(0, 19), label: "all")
    )
    #expect(output.contains("1 | a(\n  | ^^ from here\n...\n5 | )\n  | ^ to here: all\n"))
  }

  @Test func longLinesAreCut() {
    let source =
      String(repeating: "a", count: 100_000) + "X" + String(repeating: "é", count: 100_000)
    let output = render(
      source,
      Diagnostic(code: "c", message: "m", at: SourceSpan(100_000, 100_001))
    )
    #expect(output.utf8.count < 1000)
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let column = lines[3].firstIndex(of: "X")
    #expect(column != nil && column == lines[4].firstIndex(of: "^"))
  }

  @Test func colour() {
    let diagnostic = Diagnostic(code: "c", message: "m", at: SourceSpan(0, 1))
    #expect(render("x", diagnostic, color: true).contains("\u{1B}[1;31m^\u{1B}[0m"))
    #expect(!render("x", diagnostic).contains("\u{1B}"))
  }

  @Test func spansOutsideTheTextAreHarmless() {
    let diagnostic = Diagnostic(
      code: "c",
      message: "m",
      at: SourceSpan(50, 90),
      secondary: [Diagnostic.Label(SourceSpan(2, 1000), "x")],
      fixIts: [Diagnostic.FixIt(SourceSpan(400, 500), replacement: "y", "z")]
    )
    #expect(render("x\ny\n", diagnostic).contains("c]: m"))
  }

  @Test func controlCharactersAreNotPrinted() {
    let output = render(
      "\u{1B}[31m\u{202E}x",
      Diagnostic(code: "c", message: "m", at: SourceSpan(0, 1))
    )
    #expect(!output.contains("\u{1B}") && !output.contains("\u{202E}"))
  }

  @Test func suggestions() {
    #expect(suggest("lenght", among: ["length", "map_size"]) == "length")
    #expect(suggest("spwan", among: ["spawn", "spawn_link"]) == "spawn")
    #expect(suggest("Map", among: ["map", "tap"]) == "map")
    #expect(suggest("foo", among: ["bar", "length"]) == nil)
    #expect(suggest("x", among: ["y"]) == nil)
    #expect(suggest("", among: ["y"]) == nil)
    #expect(suggest(String(repeating: "x", count: 100_000), among: ["y"]) == nil)
  }

  @Test func tokenPrinter() {
    #expect(
      flat(TokenPrinter.print(SourceText(name: "a.mt", "let x =\n  \"a\\(1)\"")))
        == "1:1 let 1:5 name \"x\" 1:7 assign 2:3 stringStart 2:4 stringText \"a\" "
        + "2:5 interpolationStart 2:7 integer \"1\" 2:8 interpolationEnd 2:9 stringEnd \"\\\"\" "
        + "2:10 endOfFile"
    )
  }

  @Test func treePrinterShowsSpans() {
    let file = Parser.parse(SourceText(name: "a.mt", "f(1)")).file
    #expect(ASTPrinter.print(file, showsSpans: true) == "(call@0..<4 f@0..<1 1@2..<3)\n")
  }
}

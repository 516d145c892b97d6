import MartletSyntax
import Testing

@Suite("Recovery and limits")
struct RecoveryTests {
  @Test func independentMistakesAreAllReported() {
    #expect(
      codes("let = 1\nfn f() { x = 2 }\nprint(1 2)\nmatch x { 1 => 2 }\n[1, {2}, 3 4]") == [
        "expected-pattern", "missing-let", "unexpected-token", "foreign-arrow", "brace-as-value",
        "unexpected-token",
      ]
    )
  }

  @Test func aMissingBraceHidesNoFunction() {
    let source =
      "module A {\n  fn f() {\n    if x {\n      1\n  }\n  fn g() { 2 }\n}\nlet y = 1 2\n"
    let result = Parser.parse(SourceText(name: "test.mt", source))
    #expect(result.diagnostics.map(\.code) == ["unclosed-bracket", "missing-separator"])
    let blamed = result.diagnostics[0].secondary[0].span
    #expect(SourceText(name: "", source).position(at: blamed.lower).line == 3)
    guard case .module(let module) = result.file.items.first else {
      Issue.record("no module")
      return
    }
    #expect(module.members.count == 2)
  }

  @Test func unclosedBracketsPointAtTheirOpening() {
    let source = "let a = f(1, [2, 3\nlet b = 2\n"
    let diagnostics = Parser.parse(SourceText(name: "test.mt", source)).diagnostics
    #expect(diagnostics.map(\.code) == ["unclosed-bracket"])
    #expect(diagnostics[0].secondary.map(\.span) == [SourceSpan(13, 14)])
    #expect(diagnostics[0].primary.span == SourceSpan(18, 18))
  }

  @Test func deepNestingIsAnError() {
    for opening in ["(", "[", "f { ", "- ", "\"\\("] {
      #expect(!codes(String(repeating: opening, count: 100_000)).isEmpty, "\(opening)")
    }
    let count = 5_000
    let sources = [
      "(", "[", "%{a: ", "<<(", "f(", "f { ", "if a { ", "match x { y -> ", "fn() { ", "- ", "not ",
      "\"\\(", "let (", "a ! ", "a <> ", "x[", "try { ", "for x in xs { ", "receive { x -> ",
      "if let [", "fn f([", "&", "{", "a -> ", "case ", "return ", "let x = ", "f(a: ",
    ].map { String(repeating: $0, count: count) }
    for source in sources { #expect(!codes(source).isEmpty, "\(source.prefix(20))") }
  }

  @Test func longChainsAreAnError() {
    let count = 20_000
    for chain in [" + a", " |> f()", ".a", "[0]", "(1)", " and a", " ++ a", " <> a"] {
      let source = "let x = a" + String(repeating: chain, count: count)
      #expect(codes(source) == ["nested-too-deeply"], "\(chain)")
    }
    #expect(
      codes("let \"a\"" + String(repeating: " <> \"a\"", count: count) + " = x")
        == ["nested-too-deeply"]
    )
  }

  @Test func longFlatProgramsAreRight() {
    let count = 20_000
    expectCodes([
      ("[" + String(repeating: "1, ", count: count) + "]", []),
      ("if a { 1 }" + String(repeating: " else if a { 1 }", count: count), []),
      ("match x { " + String(repeating: "1 -> 2; ", count: count) + "}", []),
      (String(repeating: "f(x)\n", count: count), []),
      ("\"" + String(repeating: "\\(x)", count: count) + "\"", []),
      (String(repeating: "fn f() { 1 }\n", count: count), []),
    ])
  }

  @Test func treesAtTheLimitAreParsed() {
    let depth = Parser.maximumDepth - 2
    let nested = String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
    #expect(codes(nested).isEmpty)
    #expect(codes("a" + String(repeating: " + a", count: depth - 1)).isEmpty)
    #expect(codes("(" + nested + ",)") == [])
    #expect(codes("((((" + nested + "))))") == ["nested-too-deeply"])
  }

  @Test func reportsAreLimited() {
    let diagnostics = Parser.parse(
      SourceText(name: "test.mt", String(repeating: "x = 1\n", count: 500))
    ).diagnostics
    #expect(diagnostics.count == Parser.maximumDiagnostics + 1)
    #expect(diagnostics.last?.code == "too-many-errors")
  }
}

import MartletSyntax
import Testing

/// Generators of nonsense with fixed seeds and a fixed number of cases.
@Suite("Nonsense never breaks the front end")
struct FuzzTests {
  /// A small generator of numbers that gives the same ones in every run.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static let snippets = [
    "module A.B {\n  ## Doc.\n  let x = 1\n  private fn f(a, [h | t]) when a > 1 { h }\n}\n",
    "let (:ok, %{a: v}) = f(1, k: 2) else { _ -> :bad }\n",
    "receive {\n  (:x, n) when n > 0 -> { a ! n; b }\n  after 5_000 -> nil\n}\n",
    "try { raise(:x) } catch { (:error, r) -> r } after { g() }\n",
    "for x in xs, (k, v) in m when k > x { x + v }\n",
    "print(\"a \\(f(\"b\\(1)\")) \\u{1F426}\\n\")\n",
    "let t = \"\"\"\n  one \\(x)\n  two\n  \"\"\"\n",
    "let <<n:16, s:n/bytes, r/little-signed>> = <<1, \"x\", (a + 1):8>>\n",
    "xs |> List.map { y in -y * 2 } |> f(1)(2)[3].g\n",
    "if let \"GET \" <> p as w = l { p } else if not a and b { 1..3 } else { 'c' }\n",
    "match x { ^y -> &f/1; [1.5e3, 0xFF] -> &M.f/2; %{m | a: 1}.b -> 1 }\n",
    "x = 1\nif x = 2 { {} }\nfun f() { return 1 }\nwhile x { } // c\n",
  ]

  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "%{", "<<", ">>", "\"", "\\(", "\"\"\"", "'", ":", ",", ";", "\n",
    " ",
    ".", "->", "=>", "=", "|", "&", "^", "|>", "!", "==", "<", "++", "<>", "..", "+", "-", "*", "/",
    "_",
    "x", "f(", "Foo", "Foo.f(", ":ok", "1", "1.5", "0x", "1_", "let", "fn", "fn f(", "module M {",
    "if",
    "else", "match", "receive", "after", "try", "catch", "when", "for", "in", "as", "and", "not",
    "private",
    "nil", "#", "## d\n", "\\", "\t", "é", "日", "\u{FEFF}", "def", "return", "case", "var", "&&",
    "//",
    "/*", "+=", "%", "a!", "b?", "a: ", "/bytes", "&f/1", "x in",
  ]

  /// Checks everything that must hold for any text.
  private func check(_ bytes: [UInt8], _ what: String) {
    let source = SourceText(name: "fuzz.mt", bytes: bytes)
    let lexed = Lexer.tokenize(source)
    var end = 0
    for token in lexed.tokens {
      guard token.lower >= end, token.upper >= token.lower, token.upper <= bytes.count else {
        Issue.record("a token out of order in \(what): \(source.text(in: source.span))")
        return
      }
      // What is between tokens is white space and comments.
      if token.lower > end { checkTrivia(bytes[end..<token.lower], what, source) }
      end = token.upper
    }
    #expect(lexed.tokens.last?.kind == .endOfFile)
    #expect(end == bytes.count, "\(what)")
    let result = Parser.parse(source)
    for diagnostic in result.diagnostics {
      let labels = [diagnostic.primary] + diagnostic.secondary
      let spans = labels.map(\.span) + diagnostic.fixIts.map(\.span)
      #expect(spans.allSatisfy { source.span.contains($0) }, "\(what) \(diagnostic)")
      #expect(!diagnostic.message.isEmpty)
    }
    #expect(result.diagnostics.count <= Parser.maximumDiagnostics + 1)
    _ = DiagnosticRenderer(source).render(result.diagnostics)
    let printed = ASTPrinter.print(result.file, showsSpans: true)
    // What gave no error has no error node.
    if !result.hasErrors {
      let hasErrorNode = printed.contains(" error@") || printed.contains("\nerror@")
      #expect(!hasErrorNode, "\(what): \(source.text(in: source.span))")
    }
  }

  private func checkTrivia(_ bytes: ArraySlice<UInt8>, _ what: String, _ source: SourceText) {
    guard let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return }
    let isKnown = first == UInt8(ascii: "#") || first == UInt8(ascii: "/") || first == 0xEF
    #expect(isKnown, "lost bytes in \(what): \(source.text(in: source.span))")
  }

  @Test(arguments: 0..<4)
  func randomBytes(_ seed: UInt64) {
    var generator = Generator(state: seed)
    for index in 0..<100 {
      let count = Int.random(in: 0..<200, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      check(bytes, "random bytes \(seed)/\(index)")
    }
  }

  @Test(arguments: 0..<4)
  func randomText(_ seed: UInt64) {
    var generator = Generator(state: seed &+ 100)
    for index in 0..<100 {
      let count = Int.random(in: 0..<300, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 32...126, using: &generator) }
      check(bytes, "random text \(seed)/\(index)")
    }
  }

  @Test(arguments: 0..<4)
  func randomTokens(_ seed: UInt64) {
    var generator = Generator(state: seed &+ 200)
    for index in 0..<200 {
      let count = Int.random(in: 0..<60, using: &generator)
      var text = ""
      for _ in 0..<count {
        text += Self.pieces.randomElement(using: &generator) ?? ""
        if Bool.random(using: &generator) { text += " " }
      }
      check(Array(text.utf8), "random tokens \(seed)/\(index)")
    }
  }

  @Test(arguments: 0..<4)
  func mutatedPrograms(_ seed: UInt64) {
    var generator = Generator(state: seed &+ 300)
    for index in 0..<150 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1..<5, using: &generator) {
        bytes += Array((Self.snippets.randomElement(using: &generator) ?? "").utf8)
      }
      for _ in 0..<Int.random(in: 1..<6, using: &generator) {
        mutate(&bytes, &generator)
      }
      check(bytes, "mutated program \(seed)/\(index)")
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout Generator) {
    let position = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, position + Int.random(in: 0..<8, using: &generator))
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: bytes.removeSubrange(position..<end)
    case 1:
      bytes.insert(
        contentsOf: (Self.pieces.randomElement(using: &generator) ?? "").utf8,
        at: position
      )
    case 2: bytes.insert(contentsOf: bytes[position..<end], at: position)
    default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
    }
  }

  @Test func truncatedPrograms() {
    for (index, snippet) in Self.snippets.enumerated() {
      let bytes = Array(snippet.utf8)
      for count in 0...bytes.count {
        check(Array(bytes[..<count]), "snippet \(index) cut at \(count)")
      }
    }
  }

  @Test func casesThatFailedOnce() {
    check(Array("\"\"\"\n a\n  ".utf8), "a short line of an unclosed string")
    check(Array("\"a \\(1 +\n  2) b\"".utf8), "an interpolation cut by the end of the file")
    check(Array("\"a \\(\"b\n  2) b\"\n1".utf8), "a string in an interpolation cut by a line break")
  }

  @Test func invalidEncoding() {
    for (index, snippet) in Self.snippets.enumerated() {
      var generator = Generator(state: UInt64(index) &+ 400)
      for _ in 0..<20 {
        var bytes = Array(snippet.utf8)
        let position = Int.random(in: 0...bytes.count, using: &generator)
        bytes.insert(UInt8.random(in: 0x80...0xFF, using: &generator), at: position)
        check(bytes, "snippet \(index) with a stray byte at \(position)")
      }
    }
  }
}

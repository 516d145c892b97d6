import MartletSyntax
import Testing

/// Parses `source`, which must be right, and returns its tree on one line.
func tree(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
  let result = Parser.parse(SourceText(name: "test.mt", source))
  #expect(
    result.diagnostics.isEmpty,
    "\(result.diagnostics.map(\.message)) in \(source)",
    sourceLocation: sourceLocation
  )
  return flat(ASTPrinter.print(result.file))
}

/// Parses `source` and returns the codes of its diagnostics.
func codes(_ source: String) -> [String] {
  Parser.parse(SourceText(name: "test.mt", source)).diagnostics.map(\.code)
}

/// Returns the kinds of the tokens of `source`, without the end of the file.
func kinds(_ source: String) -> [TokenKind] {
  Lexer.tokenize(SourceText(name: "test.mt", source)).tokens.dropLast().map(\.kind)
}

/// Returns `text` with runs of white space as one space.
func flat(_ text: String) -> String {
  text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

/// Expects each source to parse to its tree.
func expectTrees(
  _ cases: [(source: String, tree: String)],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (source, expected) in cases {
    #expect(
      tree(source, sourceLocation: sourceLocation) == expected,
      "\(source)",
      sourceLocation: sourceLocation
    )
  }
}

/// Expects each source to give the diagnostics with these codes.
func expectCodes(
  _ cases: [(source: String, codes: [String])],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (source, expected) in cases {
    #expect(codes(source) == expected, "\(source)", sourceLocation: sourceLocation)
  }
}

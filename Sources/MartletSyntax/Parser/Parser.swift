/// Turns tokens into a tree, by recursive descent and precedence climbing.
///
/// The parser never stops at a mistake. What it cannot read becomes an error node; reports are
/// then silent until the parser has found its way back, at the end of the item, at the next
/// comma of a list or at the next declaration, so that each mistake is reported once.
///
/// Two settings follow the innermost open bracket: whether line breaks separate items, and
/// whether a `{` after a call is its trailing block.
package struct Parser {
  /// The greatest height of a tree.
  ///
  /// Small enough for the parser and for recursive passes over its trees on a small stack.
  package static let maximumDepth = 256

  /// How many problems of one text are reported.
  package static let maximumDiagnostics = 100

  /// The text.
  let source: SourceText
  /// Its tokens; the last one is the end of the file.
  let tokens: [Token]
  /// The lines of documentation in it.
  let documentation: [SourceSpan]
  /// Which brackets belong together.
  let brackets: BracketMatcher
  /// The index of the current token.
  var index = 0
  /// What was wrong so far.
  var diagnostics: [Diagnostic]

  /// Whether reports are silent until the parser finds its way back.
  var isRecovering = false
  /// Whether nothing more is reported at all.
  var isAborted = false
  /// Whether blocks end without their brace, up to the declaration that the parser stands at.
  var isUnwinding = false
  /// The token about which the last error was reported.
  var lastErrorIndex = -1
  /// How many errors more text could not mend.
  var firmErrors = 0
  /// Whether an unclosed brace has been reported already.
  var reportedMissingBrace = false

  /// Whether line breaks separate items in the innermost bracket.
  var newlinesSeparate = true
  /// Whether a `{` after a call is its trailing block.
  var allowsTrailingBlock = true
  /// How many productions are open.
  var depth = 0
  /// The height of the tallest tree built within the innermost production.
  var height = 0
  /// The indentation of the declaration around the current token.
  var declarationIndentation = -1
  /// The next line of documentation that may belong to a declaration.
  var documentationIndex = 0
  /// The names of other languages' `nil` that were used.
  var foreignValues: [Name] = []
  /// The names of other languages' `nil` that a pattern binds.
  var boundForeignValues: Set<String> = []

  private init(_ source: SourceText, _ lexed: Lexer.Result) {
    self.source = source
    tokens = lexed.tokens
    documentation = lexed.documentation
    diagnostics = lexed.diagnostics
    brackets = BracketMatcher(lexed.tokens, source.bytes)
    firmErrors = lexed.diagnostics.count { $0.isError } - (lexed.endsInsideString ? 1 : 0)
  }

  /// Returns the tree of `source` and everything that is wrong with it.
  package static func parse(_ source: SourceText) -> ParseResult {
    var parser = Parser(source, Lexer.tokenize(source))
    let file = parser.parseFile()
    parser.reportForeignValues()
    let errors = parser.diagnostics.contains { $0.isError }
    return ParseResult(
      file: file,
      diagnostics: parser.sortedDiagnostics(),
      isIncomplete: errors && parser.firmErrors == 0
    )
  }

  private func sortedDiagnostics() -> [Diagnostic] {
    let order = diagnostics.indices.sorted {
      let (first, second) = (diagnostics[$0].primary.span.lower, diagnostics[$1].primary.span.lower)
      return first == second ? $0 < $1 : first < second
    }
    var sorted = order.map { diagnostics[$0] }
    if sorted.count > Parser.maximumDiagnostics {
      sorted.removeSubrange(Parser.maximumDiagnostics...)
      sorted.append(
        Diagnostic(
          code: "too-many-errors",
          message: "there are more problems than these",
          at: sorted[sorted.count - 1].primary.span.end,
          label: "the rest of the file has not been reported"
        )
      )
    }
    return sorted
  }

  // MARK: - Tokens

  /// The token that the parser stands at.
  var current: Token { tokens[index] }

  /// The kind of the current token.
  var kind: TokenKind { tokens[index].kind }

  /// The token before the current one; the current one at the start of the text.
  var previous: Token { tokens[max(0, index - 1)] }

  /// Returns the token `distance` after the current one.
  func peek(_ distance: Int = 1) -> Token { tokens[min(index + distance, tokens.count - 1)] }

  /// Goes on to the next token; stays at the end of the file.
  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  /// Goes on when the current token is of `kind`, and returns whether it was.
  mutating func skip(_ kind: TokenKind) -> Bool {
    guard self.kind == kind else { return false }
    advance()
    return true
  }

  /// The text of `token`.
  func text(_ token: Token) -> String { source.text(in: token.span) }

  /// The name that `token` is.
  func name(_ token: Token) -> Name { Name(text(token), token.span) }

  /// The span from the token at `start` to the one before the current token.
  func span(from start: Int) -> SourceSpan {
    index > start
      ? SourceSpan(tokens[start].lower, tokens[index - 1].upper) : tokens[start].span.start
  }

  /// Whether a line break before the current token ends an expression.
  var isAtLineEnd: Bool { newlinesSeparate && current.newlineBefore }

  /// Whether an item of a block or of a file may end before the current token.
  var isAtItemEnd: Bool {
    switch kind {
    case .semicolon, .rightBrace, .endOfFile: true
    default: current.newlineBefore
    }
  }

  /// Whether the token at `distance` is the separator of `key: value` or of a segment's size.
  func isSeparatorColon(_ distance: Int) -> Bool {
    let token = peek(distance)
    return token.kind == .colon && !token.spaceBefore
  }

  // MARK: - Context

  /// The settings that follow the innermost bracket.
  struct Context {
    let newlinesSeparate: Bool
    let allowsTrailingBlock: Bool
  }

  /// Changes the settings and returns the old ones for ``leave(_:)``.
  mutating func enter(newlinesSeparate: Bool? = nil, allowsTrailingBlock: Bool) -> Context {
    let context = Context(
      newlinesSeparate: self.newlinesSeparate,
      allowsTrailingBlock: self.allowsTrailingBlock
    )
    self.newlinesSeparate = newlinesSeparate ?? self.newlinesSeparate
    self.allowsTrailingBlock = allowsTrailingBlock
    return context
  }

  /// Restores the settings that ``enter(newlinesSeparate:allowsTrailingBlock:)`` returned.
  mutating func leave(_ context: Context) {
    newlinesSeparate = context.newlinesSeparate
    allowsTrailingBlock = context.allowsTrailingBlock
  }

  /// Opens a production and returns what ``ascend(_:)`` needs; nil when the text nests too deeply.
  mutating func descend() -> Int? {
    guard depth < Parser.maximumDepth else {
      abortTooDeep()
      return nil
    }
    depth += 1
    let outerHeight = height
    height = 0
    return outerHeight
  }

  /// Closes a production.
  mutating func ascend(_ outerHeight: Int) {
    depth -= 1
    height = max(outerHeight, height + 1)
  }

  /// Counts a node on top of those built in this production.
  mutating func grow() {
    height += 1
    if depth + height > Parser.maximumDepth { abortTooDeep() }
  }
}

extension Parser {
  // MARK: - Reporting

  /// Reports an error after which the parser does not know where it is.
  @inline(never)
  mutating func report(_ diagnostic: Diagnostic) {
    defer {
      isRecovering = true
      lastErrorIndex = index
      if kind == .endOfFile { isAborted = true }
    }
    guard !isRecovering, !isAborted, index != lastErrorIndex else { return }
    // What the lexer has reported explains what the parser stumbles over.
    guard !current.hasError, !previous.hasError else { return }
    if kind != .endOfFile { firmErrors += 1 }
    append(diagnostic)
  }

  /// Reports a problem that the parser understands, so that it just goes on.
  @inline(never)
  mutating func complain(_ diagnostic: Diagnostic) {
    guard !isRecovering, !isAborted else { return }
    if diagnostic.isError { firmErrors += 1 }
    append(diagnostic)
  }

  @inline(never)
  private mutating func append(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    if diagnostics.count > Parser.maximumDiagnostics { abort() }
  }

  /// Ends parsing.
  @inline(never)
  mutating func abort() {
    isAborted = true
    isRecovering = true
    index = tokens.count - 1
  }

  /// Reports that the text nests too deeply, and ends parsing.
  @inline(never)
  mutating func abortTooDeep() {
    complain(
      Diagnostic(
        code: "nested-too-deeply",
        message: "this is nested too deeply",
        at: current.span,
        label: "more than \(Parser.maximumDepth) levels",
        notes: [
          "Brackets, blocks and chains of operators count. Give inner parts names with `let`, or "
            + "move them into functions."
        ]
      )
    )
    abort()
  }

  /// The current token in words, for messages.
  func describe(_ token: Token) -> String {
    switch token.kind {
    case .endOfFile: return "the end of the file"
    case .stringStart, .multilineStringStart: return "a string"
    case .stringText, .stringEnd: return "the string's text"
    case .interpolationEnd: return "the end of the interpolation"
    default:
      let text = text(token)
      return text.utf8.count > 40 ? "this" : "`\(text)`"
    }
  }

  /// Where to point for something missing before the current token.
  var missingSpan: SourceSpan {
    current.newlineBefore || kind == .endOfFile ? previous.span.end : current.span
  }

  /// What stands where something else should: the current token or the end of its line.
  var found: String {
    kind != .endOfFile && current.newlineBefore ? "the end of the line" : describe(current)
  }

  /// Goes on past a token of `kind`, or reports that it is missing after `context`.
  @discardableResult
  mutating func expect(_ kind: TokenKind, _ context: String) -> Bool {
    if skip(kind) { return true }
    let expected = kind.fixedText ?? "a name"
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `\(expected)` \(context), but found \(found)",
        at: missingSpan,
        label: "expected `\(expected)`"
      )
    )
    return false
  }

  /// Reports that the bracket at `open` is not closed before the current token.
  @inline(never)
  mutating func reportUnclosed(_ open: Int) {
    let closing = tokens[open].kind.closing?.fixedText ?? ""
    let isBrace = tokens[open].kind == .leftBrace
    if isBrace, reportedMissingBrace {
      isRecovering = true
      return
    }
    if isBrace { reportedMissingBrace = true }
    var blamed = open
    if isBrace, let suspect = brackets.suspect, suspect > open { blamed = suspect }
    let opening = tokens[blamed].kind.fixedText ?? ""
    report(
      Diagnostic(
        code: "unclosed-bracket",
        message: "this `\(opening)` is never closed",
        at: missingSpan,
        label: "expected `\(closing)`",
        secondary: [
          Diagnostic.Label(
            tokens[blamed].span,
            blamed == open ? "opened here" : "this one is probably not closed; see the indentation"
          )
        ]
      )
    )
  }

  // MARK: - Finding the way back

  /// Ends an item that began at token `start`: reports what follows it on its line, and skips the
  /// rest of an item that could not be read.
  @inline(never)
  mutating func finishItem(from start: Int) {
    if !isRecovering, !isAtItemEnd { reportUnexpectedAfterItem() }
    if isUnwinding || isAborted { return }
    if isRecovering {
      skipToItemEnd()
      isRecovering = false
    }
    if index == start { advance() }
  }

  private mutating func skipToItemEnd() {
    let first = index
    while !isUnwinding {
      switch kind {
      case .endOfFile, .semicolon, .rightBrace: return
      default: break
      }
      if current.newlineBefore, index > first || index != lastErrorIndex || startsItem { return }
      skipBalanced()
    }
  }

  /// Whether an item can start with the current token.
  var startsItem: Bool {
    kind.startsOperand || kind == .let || kind == .private || kind == .module
  }

  /// Skips the current token, and with an opening bracket everything up to its partner.
  mutating func skipBalanced() {
    let partner = Int(brackets.partners[index])
    if partner > index { index = partner }
    advance()
  }

  /// Finds the next element of the list that `open` began.
  ///
  /// - Returns: Whether the list goes on, at an element or at its closing bracket.
  @inline(never)
  mutating func recoverInList(open: Int, close: TokenKind, _ what: String) -> Bool {
    let partner = Int(brackets.partners[open])
    if !isRecovering {
      if partner < 0 {
        reportUnclosed(open)
      } else {
        reportUnexpectedInList(close: close, what)
      }
    }
    if isUnwinding || isAborted || partner < 0 { return false }
    while index < partner {
      if kind == .comma {
        advance()
        isRecovering = false
        return true
      }
      skipBalanced()
    }
    guard index == partner else { return false }
    isRecovering = false
    return true
  }

  /// Parses elements between commas up to the bracket that closes the one at `open`, which has
  /// been skipped.
  mutating func parseList<Element>(
    open: Int,
    _ what: String,
    _ parseElement: (inout Parser) -> Element?
  ) -> [Element] {
    var elements: [Element] = []
    let close = tokens[open].kind.closing ?? .endOfFile
    let context = enter(newlinesSeparate: false, allowsTrailingBlock: true)
    defer { leave(context) }
    while kind != close, kind != .endOfFile {
      let start = index
      if let element = parseElement(&self) { elements.append(element) }
      if kind == close { break }
      if !isRecovering, skip(.comma) { continue }
      if !recoverInList(open: open, close: close, what) { return elements }
      if index == start { advance() }
    }
    finishList(open: open, close: close)
    return elements
  }

  /// Goes past a list's closing bracket, or reports that it is missing.
  @inline(never)
  mutating func finishList(open: Int, close: TokenKind) {
    if kind == close {
      if isRecovering, Int(brackets.partners[open]) == index { isRecovering = false }
      advance()
    } else {
      reportUnclosed(open)
    }
  }
}

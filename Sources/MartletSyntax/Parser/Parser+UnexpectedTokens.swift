/// Messages about tokens that follow an expression and cannot.
extension Parser {
  /// Reports the current token, which follows an expression or a `let` on its line.
  @inline(never)
  mutating func reportUnexpectedAfterItem() {
    if reportSpaceBeforeBracket() { return }
    switch kind {
    case .leftBrace:
      report(
        unexpected(
          "a block cannot stand here",
          "`{` does not continue this expression",
          ["A block may follow a call or a name on the same line. A map is written `%{...}`."]
        )
      )
    case .colon: reportColon()
    case .arrow:
      report(
        unexpected(
          "`->` belongs to an arm of `match`, `receive`, `catch` or `else`",
          "there is no arm here",
          ["A function is written `fn(x) { x + 1 }`."]
        )
      )
    case .fatArrow:
      report(
        unexpected(
          "`=>` belongs to a pair in `%{...}`",
          "there is no map here",
          ["A function is written `fn(x) { x + 1 }`; an arm `pattern -> expression`."]
        )
      )
    case .assign, .compoundAssign:
      report(unexpected("`\(text(current))` cannot stand here", "a name is bound with `let`", []))
    case .rightParenthesis, .rightBracket, .binaryEnd:
      reportUnmatched()
    default:
      if !reportForeignInfix() { reportMissingSeparator() }
    }
  }

  /// The problem of the current token, which cannot stand here.
  func unexpected(_ message: String, _ label: String, _ notes: [String]) -> Diagnostic {
    Diagnostic(
      code: "unexpected-token",
      message: message,
      at: current.span,
      label: label,
      notes: notes
    )
  }

  /// Reports the current token, a closing bracket without an opening one.
  @inline(never)
  mutating func reportUnmatched() {
    let text = text(current)
    report(
      Diagnostic(
        code: "unmatched-bracket",
        message: "this `\(text)` closes nothing",
        at: current.span,
        label: kind == .binaryEnd && previous.kind.endsOperand && peek().kind.startsOperand
          ? "a shift to the right is written `bsr`" : "there is no open bracket for it"
      )
    )
  }

  /// Reports `f (x)` and `xs [0]`.
  @inline(never)
  private mutating func reportSpaceBeforeBracket() -> Bool {
    guard current.spaceBefore, !current.newlineBefore else { return false }
    let isCall = kind == .leftParenthesis
    guard isCall || kind == .leftBracket else { return false }
    switch previous.kind {
    case .name, .rightParenthesis, .rightBracket: break
    default: return false
    }
    let gap = SourceSpan(previous.upper, current.lower)
    report(
      Diagnostic(
        code: "space-before-bracket",
        message: isCall
          ? "a call's `(` follows its function without a space"
          : "an index's `[` follows its value without a space",
        at: current.span,
        label: "remove the space before this",
        fixIts: [Diagnostic.FixIt(gap, replacement: "", "remove the space")]
      )
    )
    return true
  }

  @inline(never)
  private mutating func reportColon() {
    let word = text(previous)
    if previous.kind == .name, word.hasSuffix("!"), !current.spaceBefore {
      let name = String(word.dropLast())
      report(
        Diagnostic(
          code: "send-without-space",
          message: "a `!` directly after a name is a part of the name",
          at: SourceSpan(previous.upper - 1, previous.upper),
          label: "this reads as the name `\(word)`",
          fixIts: [
            Diagnostic.FixIt(
              previous.span,
              replacement: "\(name) ! ",
              "write spaces around `!` to send a message"
            )
          ]
        )
      )
    } else {
      report(
        unexpected(
          "`:` separates a key and its value in arguments and in `%{...}`",
          "there is no such pair here",
          ["There are no type annotations. An atom is written `:name`, after a space."]
        )
      )
    }
  }

  /// Reports operators of other languages after an operand.
  @inline(never)
  mutating func reportForeignInfix() -> Bool {
    let ours: String?
    switch kind {
    case .bar: ours = "or` or `bor"
    case .ampersand: ours = "and` or `band"
    case .caret: ours = "bxor"
    case .binaryStart: ours = "bsl"
    case .name: ours = ForeignWords.operators[text(current)]
    default: ours = nil
    }
    guard let ours else { return false }
    report(
      Diagnostic(
        code: "foreign-operator",
        message: "`\(text(current))` is not an operator between values",
        at: current.span,
        label: "write `\(ours)`"
      )
    )
    return true
  }

  @inline(never)
  private mutating func reportMissingSeparator() {
    if previous.kind == .name, ForeignWords.elseIfs.contains(text(previous)) {
      return report(elseIf(previous.span))
    }
    if previous.kind == .name, current.kind.startsOperand {
      let word = text(previous)
      return report(
        Diagnostic(
          code: "missing-separator",
          message: "expected the end of the line, but found \(found)",
          at: current.span,
          label: "this does not continue `\(word)`",
          notes: [
            "A call has parentheses: `\(word)(...)`. Two expressions on one line are separated by "
              + "`;`."
          ],
          fixIts: callFixIts()
        )
      )
    }
    report(
      Diagnostic(
        code: startsItem ? "missing-separator" : "unexpected-token",
        message: "expected the end of the line, but found \(found)",
        at: current.span,
        label: startsItem
          ? "a second expression starts here" : "this cannot continue the expression",
        notes: startsItem
          ? ["Put it on a line of its own, write `;` or an operator between them."] : []
      )
    )
  }

  /// The change that puts the rest of the line into a call's parentheses.
  private func callFixIts() -> [Diagnostic.FixIt] {
    var position = index
    while !tokens[position + 1].newlineBefore, tokens[position + 1].kind != .rightBrace,
      tokens[position + 1].kind != .semicolon, tokens[position + 1].kind != .endOfFile,
      position < index + 20
    {
      position += 1
    }
    let arguments = SourceSpan(current.lower, tokens[position].upper)
    guard arguments.count <= 60 else { return [] }
    return [
      Diagnostic.FixIt(
        SourceSpan(previous.upper, arguments.upper),
        replacement: "(\(source.text(in: arguments)))",
        "call `\(text(previous))`"
      )
    ]
  }

  /// Reports the current token, which follows an element of a list in brackets.
  @inline(never)
  mutating func reportUnexpectedInList(close: TokenKind, _ what: String) {
    if reportSpaceBeforeBracket() { return }
    if kind == .colon, previous.kind == .stringEnd { return reportStringKey() }
    if kind == .colon { return reportColon() }
    if reportForeignInfix() { return }
    let closing = close.fixedText ?? ""
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `,` or `\(closing)` after this \(what), but found \(describe(current))",
        at: current.span,
        label: "expected `,` or `\(closing)`"
      )
    )
  }

  @inline(never)
  private mutating func reportStringKey() {
    report(
      Diagnostic(
        code: "string-key",
        message: "only a name can be a `key:`",
        at: current.span,
        label: "write `=>` after any other key",
        fixIts: [Diagnostic.FixIt(current.span, replacement: " =>", "use `=>`")]
      )
    )
  }

  /// Reports `"k": v`, `k = v` and `k : v` in a map.
  ///
  /// - Returns: Whether the current token stands for `=>`.
  @inline(never)
  mutating func reportMapPairHabits(_ key: SourceSpan) -> Bool {
    switch kind {
    case .colon where previous.kind == .name:
      complain(
        Diagnostic(
          code: "unexpected-token",
          message: "a key's `:` follows it without a space",
          at: current.span,
          label: "remove the space before this"
        )
      )
    case .colon:
      complain(
        Diagnostic(
          code: "string-key",
          message: "only a name can be a `key:`",
          at: current.span,
          label: "write `=>` after any other key",
          fixIts: [Diagnostic.FixIt(current.span, replacement: " =>", "use `=>`")]
        )
      )
    case .assign, .arrow:
      complain(
        Diagnostic(
          code: "unexpected-token",
          message: "pairs are written `name: value` or `key => value`",
          at: current.span,
          label: "write `=>`, or `:` directly after a name"
        )
      )
    default: return false
    }
    return true
  }

  /// Reports `key: value` in `place`, where no pair can stand.
  @inline(never)
  mutating func reportPairOutsideArguments(_ place: String) {
    complain(
      Diagnostic(
        code: "pair-outside-arguments",
        message: "`key: value` cannot stand in \(place)",
        at: SourceSpan(current.lower, peek().upper),
        label: "pairs stand in `%{...}` and at the end of a call's arguments"
      )
    )
  }

  /// Reports `=` after an element in parentheses and parses what follows it.
  @inline(never)
  mutating func reportAssignmentAsOperand() {
    complain(
      Diagnostic(
        code: "assignment-in-condition",
        message: "`=` does not compare, and binds only after `let`",
        at: current.span,
        label: "write `==` to compare"
      )
    )
    advance()
    _ = parseExpression()
  }
}

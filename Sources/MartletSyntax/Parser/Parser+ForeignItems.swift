/// Items and forms in the words of other languages, which are reported and then read as ours.
extension Parser {
  /// The problem of a keyword where a name of `what` should stand.
  func keywordAsName(_ token: Token, _ what: String) -> Diagnostic {
    let word = text(token)
    return Diagnostic(
      code: "keyword-as-name",
      message: "`\(word)` is a keyword and cannot be \(what)",
      at: token.span,
      label: "choose another name, like `\(word)_`",
      fixIts: [Diagnostic.FixIt(token.span, replacement: word + "_", "rename it")]
    )
  }

  /// Parses an item that starts with a word of another language.
  @inline(never)
  mutating func parseForeignItem() -> BlockItem? {
    guard kind == .name else { return nil }
    let next = peek()
    guard next.spaceBefore, !next.newlineBefore, next.kind.startsOperand else { return nil }
    // `f -1`, `f (x)` and `f [x]` may be ordinary code with a slip in its spaces.
    let followsWord =
      next.kind != .minus && next.kind != .leftParenthesis && next.kind != .leftBracket
    let word = text(current)
    if ForeignWords.bindings.contains(word), followsWord {
      complain(
        Diagnostic(
          code: "foreign-word",
          message: "a name is bound with `let`",
          at: current.span,
          label: "write `let`",
          notes: ["Values never change; a second `let` shadows the name."],
          fixIts: [Diagnostic.FixIt(current.span, replacement: "let", "use `let`")]
        )
      )
      return .binding(parseLet())
    }
    if word == "return" {
      complain(
        Diagnostic(
          code: "foreign-word",
          message: "there is no `return`",
          at: current.span,
          label: "remove it",
          notes: [
            "The last expression of a block is its value. To leave early, use `match`, or "
              + "`let pattern = value else { arms }`."
          ],
          fixIts: [
            Diagnostic.FixIt(
              SourceSpan(current.lower, next.lower),
              replacement: "",
              "leave the value alone"
            )
          ]
        )
      )
      advance()
      return .expression(parseExpression())
    }
    guard followsWord, let statement = ForeignWords.statements[word] else { return nil }
    complain(
      Diagnostic(
        code: "foreign-word",
        message: statement.message,
        at: current.span,
        label: statement.label
      )
    )
    let start = index
    // What follows is mostly a head and a block; what is in them is not worth a message.
    while !isAtItemEnd || index == start {
      if kind == .leftBrace {
        skipBalanced()
        break
      }
      skipBalanced()
    }
    return .expression(Expression(.error, span(from: start)))
  }

  /// Parses a form that another word begins in other languages: `case x { }`.
  @inline(never)
  mutating func parseForeignForm(_ word: String) -> Expression? {
    let next = peek()
    guard next.spaceBefore, !next.newlineBefore, next.kind.startsOperand,
      next.kind != .leftBracket, next.kind != .minus, ForeignWords.matches.contains(word),
      hasBlockOnLine()
    else { return nil }
    complain(
      Diagnostic(
        code: "foreign-word",
        message: "a choice by patterns is written `match`",
        at: current.span,
        label: "write `match`",
        fixIts: [Diagnostic.FixIt(current.span, replacement: "match", "use `match`")]
      )
    )
    return parseMatch()
  }

  /// Whether a `{` follows on the current token's line.
  func hasBlockOnLine() -> Bool {
    var position = index + 1
    while position < tokens.count, !tokens[position].newlineBefore {
      if tokens[position].kind == .leftBrace { return true }
      if tokens[position].kind == .endOfFile { return false }
      position += 1
    }
    return false
  }

  /// Reports `x = 1` and goes on as if `let` stood there.
  @inline(never)
  mutating func parseAssignment(to target: Expression, from start: Int) -> BlockItem {
    let sign = current.span
    switch target.kind {
    case .field(_, let name):
      complain(
        Diagnostic(
          code: "missing-let",
          message: "maps never change, so a field cannot be assigned",
          at: sign,
          label: "make a new map: `let m2 = %{m | \(name.text): value}`"
        )
      )
    case .index:
      complain(
        Diagnostic(
          code: "missing-let",
          message: "values never change, so an element cannot be assigned",
          at: sign,
          label: "make a new map: `let m2 = Map.put(m, key, value)`"
        )
      )
    case .error: isRecovering = true
    default:
      complain(
        Diagnostic(
          code: "missing-let",
          message: "`=` alone does not bind a name",
          at: sign,
          label: "a name is bound with `let`",
          notes: ["Values never change; `let` with a name that exists shadows it."],
          fixIts: [
            Diagnostic.FixIt(
              SourceSpan(tokens[start].lower, tokens[start].lower),
              replacement: "let ",
              "write `let` before the name"
            )
          ]
        )
      )
    }
    advance()
    let value = parseExpression()
    let span = span(from: start)
    guard case .variable(let text) = target.kind else {
      return .expression(Expression(.error, span))
    }
    return .binding(
      LetBinding(
        pattern: Pattern(.variable(text), target.span),
        value: value,
        elseArms: nil,
        span: span
      )
    )
  }

  /// Reports `x += 1` and goes on as if it were a `let`.
  @inline(never)
  mutating func parseCompoundAssignment(to target: Expression, from start: Int) -> BlockItem {
    let sign = current.span
    let shown = source.text(in: target.span)
    let written = text(current)
    let ours = String(written.dropLast())
    advance()
    let value = parseExpression()
    let span = span(from: start)
    var fixIts: [Diagnostic.FixIt] = []
    if case .variable = target.kind, value.span.count <= 40 {
      let replacement = "let \(shown) = \(shown) \(ours) \(source.text(in: value.span))"
      fixIts = [Diagnostic.FixIt(span, replacement: replacement, "bind a new value")]
    }
    complain(
      Diagnostic(
        code: "compound-assignment",
        message: "there is no `\(written)`; values never change",
        at: sign,
        label: "bind a new value with `let`",
        fixIts: fixIts
      )
    )
    guard case .variable(let text) = target.kind else {
      return .expression(Expression(.error, span))
    }
    return .binding(
      LetBinding(
        pattern: Pattern(.variable(text), target.span),
        value: value,
        elseArms: nil,
        span: span
      )
    )
  }

  /// Reports `x++` and `x--`.
  ///
  /// - Returns: Whether the right operand is missing.
  @inline(never)
  mutating func reportDoubledSign(_ infix: InfixOperator, _ signIndex: Int) -> Bool {
    guard infix == .append || infix == .subtractList,
      newlinesSeparate && current.newlineBefore || kind.isClosing || kind == .semicolon,
      kind != .endOfFile
    else { return false }
    let sign = infix == .append ? "+" : "-"
    let operand = tokens[signIndex - 1]
    let name = operand.kind == .name ? text(operand) : "x"
    // After a line break this may also be a list to join, which the next line holds.
    if current.newlineBefore, kind.startsOperand, tokens[signIndex].spaceBefore { return false }
    complain(
      Diagnostic(
        code: "compound-assignment",
        message: "there is no `\(sign)\(sign)` that counts; values never change",
        at: tokens[signIndex].span,
        label: "write `let \(name) = \(name) \(sign) 1`",
        notes: [
          "`\(sign)\(sign)` between two lists \(infix == .append ? "joins" : "subtracts") them."
        ]
      )
    )
    return true
  }
}

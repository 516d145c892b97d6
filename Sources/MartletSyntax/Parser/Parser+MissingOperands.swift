/// Messages about expressions and patterns that are missing.
extension Parser {
  /// Reports a `let` where an operand should stand.
  @inline(never)
  mutating func reportLetAsOperand() {
    complain(
      Diagnostic(
        code: "let-as-operand",
        message: "`let` cannot stand within an expression",
        at: current.span,
        label: "bind the name on a line of its own before"
      )
    )
  }

  /// Reports the current token where an operand should stand.
  @inline(never)
  mutating func reportMissingOperand() {
    let token = current
    switch token.kind {
    case .else where isAtStartOfItem:
      report(
        unexpected("this `else` belongs to no `if`", "there is no `if` directly before it", [])
      )
    case .catch where isAtStartOfItem, .after where isAtStartOfItem:
      report(
        unexpected(
          "this `\(text(token))` belongs to no `try` or `receive`",
          "`after` and `catch` follow the block of a `try`",
          []
        )
      )
    case _ where previous.kind.isOpening && index > 0 && brackets.partners[index - 1] < 0:
      reportUnclosed(index - 1)
    case .plus where peek().kind.startsOperand && !peek().newlineBefore && !token.newlineBefore:
      report(unexpected("there is no `+` before a number", "remove it", []))
    case _
    where token.kind.infixOperator != nil && token.newlineBefore && index > 0
      && previous.kind.endsOperand:
      report(
        unexpected(
          "a line cannot start with `\(text(token))`",
          "put the operator at the end of the line before",
          [
            "Only `|>`, `.`, `and` and `or` continue an expression from the start of a line."
          ]
        )
      )
    case .bar where previous.kind == .leftBrace:
      report(
        unexpected(
          "a block's parameters stand before `in`",
          "write `{ x in ... }`",
          ["A trailing block is written `List.map(xs) { x in x * 2 }`."]
        )
      )
    case .pipe where index == 0 || !previous.kind.endsOperand:
      report(unexpected("there is nothing before this `|>`", "expected a value before it", []))
    case .rightParenthesis, .rightBracket, .rightBrace, .binaryEnd:
      if brackets.partners[index] < 0 {
        reportUnmatched()
      } else {
        reportExpectedExpression()
      }
      if brackets.partners[index] < 0 { advance() }
    case _
    where token.kind.isKeyword && !token.newlineBefore && index > 0
      && token.kind.infixOperator == nil:
      report(keywordAsName(token, "a value"))
    default:
      reportExpectedExpression()
    }
  }

  /// Whether the current token begins an item of a block or of the file.
  var isAtStartOfItem: Bool {
    index == 0 || current.newlineBefore || previous.kind == .leftBrace
      || previous.kind == .semicolon || previous.kind == .rightBrace
  }

  @inline(never)
  private mutating func reportExpectedExpression() {
    var label = "expected an expression"
    if previous.kind.infixOperator != nil, index > 0 {
      label = "expected an expression after `\(text(previous))`"
    }
    report(
      Diagnostic(
        code: "expected-expression",
        message: "expected an expression, but found \(found)",
        at: missingSpan,
        label: label
      )
    )
  }

  /// Reports the current token where a pattern should stand.
  @inline(never)
  mutating func reportMissingPattern() {
    let token = current
    if token.kind.isKeyword, !token.newlineBefore, token.kind != .in, token.kind != .when {
      let next = peek()
      if token.kind == .let {
        report(
          unexpected("a pattern binds its names without `let`", "remove it", [])
        )
      } else if next.kind != .leftParenthesis {
        report(keywordAsName(token, "a variable"))
        // The keyword stands for a name, so that its value is still read.
        if next.kind == .assign || next.kind == .comma || next.kind == .rightParenthesis {
          advance()
          isRecovering = false
        }
      } else {
        report(unexpected("expected a pattern, but found \(found)", "expected a pattern", []))
      }
      return
    }
    let message = "expected a pattern, but found \(found)"
    if token.kind == .leftBrace {
      report(unexpected(message, "a map pattern is written %{...}, a tuple (...)", []))
    } else {
      report(
        Diagnostic(
          code: "expected-pattern",
          message: message,
          at: missingSpan,
          label: "expected a pattern"
        )
      )
    }
  }
}

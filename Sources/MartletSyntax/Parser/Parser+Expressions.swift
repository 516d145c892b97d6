extension Parser {
  /// How tightly `|>` binds.
  private static let pipePrecedence = 2

  /// Parses an expression whose operators bind at least as tightly as `minimum`.
  mutating func parseExpression(minimum: Int = 0) -> Expression {
    guard let outerHeight = descend() else { return Expression(.error, current.span) }
    defer { ascend(outerHeight) }
    let start = index
    var left = parseOperand()
    while !isRecovering, goesOn {
      if kind == .pipe {
        guard Parser.pipePrecedence >= minimum else { break }
        left = parsePipe(left, from: start)
      } else if let infix = kind.infixOperator, infix.precedence >= minimum {
        left = parseInfix(infix, left, from: start)
      } else {
        break
      }
      grow()
    }
    return left
  }

  /// Whether the current token may continue an expression, as far as line breaks are concerned.
  var goesOn: Bool {
    guard isAtLineEnd else { return true }
    switch kind {
    case .pipe, .dot, .and, .or: return true
    default: return false
    }
  }

  @inline(never)
  private mutating func parseInfix(
    _ infix: InfixOperator,
    _ left: Expression,
    from start: Int
  ) -> Expression {
    let sign = current.span
    let signIndex = index
    advance()
    if reportDoubledSign(infix, signIndex) { return Expression(.error, span(from: start)) }
    let minimum = infix.associativity == .right ? infix.precedence : infix.precedence + 1
    let rightStart = index
    let right = parseExpression(minimum: minimum)
    if infix.associativity == .none, !isRecovering, goesOn,
      let next = kind.infixOperator, next.precedence == infix.precedence
    {
      reportChain(infix, next, sign, span(from: rightStart))
    }
    return Expression(.infix(infix, operatorSpan: sign, left, right), span(from: start))
  }

  @inline(never)
  private mutating func reportChain(
    _ first: InfixOperator,
    _ second: InfixOperator,
    _ sign: SourceSpan,
    _ middle: SourceSpan
  ) {
    guard first != .range else {
      complain(
        Diagnostic(
          code: "chained-operators",
          message: "ranges do not chain",
          at: current.span,
          label: "a range has two ends"
        )
      )
      return
    }
    let operand = source.text(in: middle)
    let replacement = "\(second.rawValue)"
    complain(
      Diagnostic(
        code: "chained-operators",
        message: "comparisons do not chain",
        at: current.span,
        label: "join two comparisons with `and`",
        secondary: [Diagnostic.Label(sign, "the first comparison")],
        fixIts: operand.utf8.count > 40 || operand.contains("\n")
          ? []
          : [
            Diagnostic.FixIt(
              current.span,
              replacement: "and \(operand) \(replacement)",
              "compare twice"
            )
          ]
      )
    )
  }

  // MARK: - Pipes

  @inline(never)
  private mutating func parsePipe(_ left: Expression, from start: Int) -> Expression {
    let pipe = current.span
    advance()
    let rightStart = index
    let right = parseExpression(minimum: Parser.pipePrecedence + 1)
    let whole = span(from: start)
    switch right.kind {
    case .localCall(let name, let arguments):
      return Expression(.localCall(name, [left] + arguments), whole)
    case .remoteCall(let module, let name, let arguments):
      return Expression(.remoteCall(module, name, [left] + arguments), whole)
    case .dynamicCall(let receiver, let name, let arguments):
      return Expression(.dynamicCall(receiver, name, [left] + arguments), whole)
    case .valueCall(let callee, let arguments):
      return Expression(.valueCall(callee, [left] + arguments), whole)
    case .error:
      return Expression(.error, whole)
    default:
      reportPipeIntoValue(right, pipe, span(from: rightStart))
      if case .variable(let text) = right.kind {
        return Expression(.localCall(Name(text, right.span), [left]), whole)
      }
      return Expression(.error, whole)
    }
  }

  @inline(never)
  private mutating func reportPipeIntoValue(
    _ right: Expression,
    _ pipe: SourceSpan,
    _ span: SourceSpan
  ) {
    var fixIts: [Diagnostic.FixIt] = []
    var notes = ["`x |> f(a)` is `f(x, a)`."]
    switch right.kind {
    case .variable, .field:
      fixIts = [Diagnostic.FixIt(span.end, replacement: "()", "call it")]
    case .closure, .localCapture, .remoteCapture:
      notes = ["Put the function in parentheses and call it: `x |> (fn(y) { y })()`."]
    case .infix(let infix, _, _, _):
      notes = [
        "`\(infix.rawValue)` binds tighter than `|>`. Put the pipeline in parentheses to go on "
          + "with its value."
      ]
    default: break
    }
    complain(
      Diagnostic(
        code: "pipe-into-value",
        message: "the right side of `|>` is a call",
        at: span,
        label: "this is not a call",
        secondary: [Diagnostic.Label(pipe, "the pipe into it")],
        notes: notes,
        fixIts: fixIts
      )
    )
  }

  // MARK: - Operands

  /// Parses an operand with the operators before and after it.
  private mutating func parseOperand() -> Expression {
    switch kind {
    case .not: parsePrefix(.not)
    case .bnot: parsePrefix(.bitNot)
    case .minus: parsePrefix(.negate)
    case .bang: parseForeignNot()
    default: parsePostfix()
    }
  }

  @inline(never)
  private mutating func parsePrefix(_ prefix: PrefixOperator) -> Expression {
    let start = index
    advance()
    let operand = parseExpression(minimum: prefix.precedence)
    let span = span(from: start)
    if prefix == .negate {
      // A sign directly before a number belongs to the literal, unless parentheses part them.
      switch operand.kind {
      case .integer(let value) where tokens[start + 1].lower == operand.span.lower:
        return Expression(.integer(value.negated), span)
      case .float(let value) where tokens[start + 1].lower == operand.span.lower:
        return Expression(.float(-value), span)
      default: break
      }
    }
    return Expression(.prefix(prefix, operand), span)
  }

  @inline(never)
  private mutating func parseForeignNot() -> Expression {
    let start = index
    let sign = current.span
    let next = peek()
    guard next.kind.startsOperand || next.kind == .bang, !next.newlineBefore else {
      reportMissingOperand()
      return Expression(.error, sign)
    }
    complain(
      Diagnostic(
        code: "foreign-operator",
        message: "`!` sends a message; a condition is negated with `not`",
        at: sign,
        label: "write `not`",
        fixIts: [
          Diagnostic.FixIt(sign, replacement: next.spaceBefore ? "not" : "not ", "use `not`")
        ]
      )
    )
    advance()
    let operand = parseExpression(minimum: PrefixOperator.negate.precedence)
    return Expression(.prefix(.not, operand), span(from: start))
  }
}

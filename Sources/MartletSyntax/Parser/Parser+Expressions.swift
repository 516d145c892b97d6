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
  private var goesOn: Bool {
    guard isAtLineEnd else { return true }
    switch kind {
    case .pipe, .dot, .and, .or: return true
    default: return false
    }
  }

  @inline(never)
  private mutating func parseInfix(
    _ infix: InfixOperator, _ left: Expression, from start: Int
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
    _ first: InfixOperator, _ second: InfixOperator, _ sign: SourceSpan, _ middle: SourceSpan
  ) {
    guard first != .range else {
      complain(
        Diagnostic(
          code: "chained-operators", message: "ranges do not chain", at: current.span,
          label: "a range has two ends"))
      return
    }
    let operand = source.text(in: middle)
    let replacement = "\(second.rawValue)"
    complain(
      Diagnostic(
        code: "chained-operators", message: "comparisons do not chain", at: current.span,
        label: "join two comparisons with `and`",
        secondary: [Diagnostic.Label(sign, "the first comparison")],
        fixIts: operand.utf8.count > 40 || operand.contains("\n")
          ? []
          : [
            Diagnostic.FixIt(
              current.span, replacement: "and \(operand) \(replacement)", "compare twice")
          ]))
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
    _ right: Expression, _ pipe: SourceSpan, _ span: SourceSpan
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
        "`\(infix.rawValue)` binds tighter than `|>`. Put the pipeline in parentheses to go on with its "
          + "value."
      ]
    default: break
    }
    complain(
      Diagnostic(
        code: "pipe-into-value", message: "the right side of `|>` is a call", at: span,
        label: "this is not a call", secondary: [Diagnostic.Label(pipe, "the pipe into it")],
        notes: notes, fixIts: fixIts))
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
        code: "foreign-operator", message: "`!` sends a message; a condition is negated with `not`",
        at: sign, label: "write `not`",
        fixIts: [
          Diagnostic.FixIt(sign, replacement: next.spaceBefore ? "not" : "not ", "use `not`")
        ]))
    advance()
    let operand = parseExpression(minimum: PrefixOperator.negate.precedence)
    return Expression(.prefix(.not, operand), span(from: start))
  }

  // MARK: - Calls, indices and fields

  /// Parses a primary expression and what follows it directly.
  @inline(never)
  private mutating func parsePostfix() -> Expression {
    let start = index
    var expression = parsePrimary()
    var hasTrailingBlock = false
    while !isRecovering {
      switch kind {
      case .leftParenthesis where !current.spaceBefore:
        let arguments = parseArguments()
        expression = call(expression, arguments, from: start)
        hasTrailingBlock = false
      case .leftBracket where !current.spaceBefore:
        expression = parseIndex(of: expression, from: start)
      case .dot where goesOn:
        expression = parseMember(of: expression, from: start)
        hasTrailingBlock = false
      case .leftBrace where startsTrailingBlock(after: expression) && !hasTrailingBlock:
        let block = parseTrailingBlock()
        expression = append(block, to: expression, from: start)
        hasTrailingBlock = true
      default:
        return expression
      }
      grow()
    }
    return expression
  }

  @inline(never)
  private mutating func parseIndex(of expression: Expression, from start: Int) -> Expression {
    let open = index
    advance()
    let keys = parseList(open: open, "key") { parser -> Expression? in parser.parseExpression() }
    guard keys.count == 1, let key = keys.first else {
      if !isRecovering {
        complain(
          Diagnostic(
            code: "bad-index", message: "an index is one key", at: span(from: open),
            label: keys.isEmpty ? "write the key" : "these are \(keys.count)",
            notes: ["A list as an argument stands in the call's parentheses: `f([1, 2])`."]))
      }
      return Expression(.error, span(from: start))
    }
    return Expression(.index(expression, key), span(from: start))
  }

  @inline(never)
  private mutating func parseMember(of receiver: Expression, from start: Int) -> Expression {
    let dot = current.span
    advance()
    // A keyword on the next line begins an item; the member is missing.
    guard kind == .name || (kind.isKeyword && !current.newlineBefore) else {
      reportBadMember(of: receiver, dot)
      return Expression(.error, span(from: start))
    }
    let name = name(current)
    advance()
    if case .module(let module) = receiver.kind {
      return parseRemote(module, name, from: start)
    }
    if kind == .leftParenthesis, !current.spaceBefore {
      let arguments = parseArguments()
      return Expression(.dynamicCall(receiver, name, arguments), span(from: start))
    }
    return Expression(.field(receiver, name), span(from: start))
  }

  @inline(never)
  private mutating func parseRemote(
    _ module: ModuleName, _ name: Name, from start: Int
  ) -> Expression {
    if kind == .leftParenthesis, !current.spaceBefore {
      let arguments = parseArguments()
      return Expression(.remoteCall(module, name, arguments), span(from: start))
    }
    let call = Expression(.remoteCall(module, name, []), span(from: start))
    if kind == .leftBrace, startsTrailingBlock(after: call) { return call }
    // `Mod.f (x)` gets its own message, about the space.
    if kind == .leftParenthesis, !isAtLineEnd { return call }
    complain(
      Diagnostic(
        code: "missing-call", message: "`\(module.text).\(name.text)` is a function, not a value",
        at: call.span, label: "call it with `()`",
        notes: ["As a value it is written `&\(module.text).\(name.text)/1`, with its arity."],
        fixIts: [Diagnostic.FixIt(call.span.end, replacement: "()", "call it")]))
    return call
  }

  @inline(never)
  private mutating func reportBadMember(of receiver: Expression, _ dot: SourceSpan) {
    let label: String
    switch kind {
    case .leftParenthesis: label = "a function's value is called without a point: `f(x)`"
    case .integer, .float: label = "an element of a tuple is `elem(tuple, index)`"
    case .moduleName: label = "a name of a field or a function starts with a small letter"
    default: label = "expected a name"
    }
    report(
      Diagnostic(
        code: "unexpected-token", message: "expected a name after `.`, but found \(found)",
        at: current.newlineBefore || kind == .endOfFile ? dot : current.span, label: label))
  }

  private func call(
    _ callee: Expression, _ arguments: [Expression], from start: Int
  ) -> Expression {
    let span = span(from: start)
    // Parentheses around a name make it a value.
    if case .variable(let text) = callee.kind, tokens[start].kind == .name {
      return Expression(.localCall(Name(text, callee.span), arguments), span)
    }
    return Expression(.valueCall(callee, arguments), span)
  }

  private func append(
    _ block: Expression, to callee: Expression, from start: Int
  ) -> Expression {
    let span = span(from: start)
    switch callee.kind {
    case .variable(let text):
      return Expression(.localCall(Name(text, callee.span), [block]), span)
    case .field(let receiver, let name):
      return Expression(.dynamicCall(receiver, name, [block]), span)
    case .localCall(let name, let arguments):
      return Expression(.localCall(name, arguments + [block]), span)
    case .remoteCall(let module, let name, let arguments):
      return Expression(.remoteCall(module, name, arguments + [block]), span)
    case .dynamicCall(let receiver, let name, let arguments):
      return Expression(.dynamicCall(receiver, name, arguments + [block]), span)
    case .valueCall(let value, let arguments):
      return Expression(.valueCall(value, arguments + [block]), span)
    default:
      return Expression(.error, span)
    }
  }

  /// Parses arguments in parentheses; pairs of a key and a value at their end become one map.
  @inline(never)
  private mutating func parseArguments() -> [Expression] {
    let open = index
    advance()
    var pairs: [MapEntry] = []
    var arguments = parseList(open: open, "argument") { parser -> Expression? in
      if parser.kind.isWord, parser.isSeparatorColon(1) {
        pairs.append(parser.parseKeyword())
        return nil
      }
      let argument = parser.parseArgument()
      if !pairs.isEmpty, !parser.isRecovering {
        parser.complain(
          Diagnostic(
            code: "argument-after-pairs", message: "`key: value` pairs come last",
            at: argument.span, label: "move this argument before them"))
      }
      return argument
    }
    if let first = pairs.first, let last = pairs.last {
      arguments.append(Expression(.map(pairs), first.span.union(last.span)))
    }
    return arguments
  }

  private mutating func parseArgument() -> Expression {
    let start = index
    let argument = parseExpression()
    if kind == .assign, !isRecovering, case .variable(let text) = argument.kind {
      complain(
        Diagnostic(
          code: "named-argument", message: "an argument is not assigned", at: current.span,
          label: "write `\(text): value` for a named option, `==` to compare"))
      advance()
      _ = parseExpression()
      return Expression(.error, span(from: start))
    }
    return argument
  }

  /// Parses `key: value`.
  @inline(never)
  mutating func parseKeyword() -> MapEntry {
    let key = Expression(.atom(text(current)), current.span)
    advance()
    advance()
    return MapEntry(key: key, value: parseExpression())
  }

  // MARK: - Trailing blocks

  private func startsTrailingBlock(after expression: Expression) -> Bool {
    guard allowsTrailingBlock, !isAtLineEnd else { return false }
    switch expression.kind {
    case .variable: return previous.kind == .name
    case .field, .localCall, .remoteCall, .dynamicCall, .valueCall:
      // Parentheses around a call make it a value.
      return previous.upper == expression.span.upper
    default: return false
    }
  }

  @inline(never)
  private mutating func parseTrailingBlock() -> Expression {
    let open = index
    advance()
    let context = enter(newlinesSeparate: true, allowsTrailingBlock: true)
    let parameters = hasBlockParameters(at: open) ? parseBlockParameters() : []
    leave(context)
    let body = parseBlock(open: open)
    return Expression(
      .closure(Closure(parameters: parameters, body: body, isTrailingBlock: true)),
      span(from: open))
  }

  private mutating func parseBlockParameters() -> [Pattern] {
    var parameters = [parseParameter()]
    while !isRecovering, skip(.comma) {
      if kind == .in { break }
      parameters.append(parseParameter())
    }
    if isRecovering {
      while kind != .in, !isAtItemEnd { advance() }
      isRecovering = false
    }
    _ = skip(.in)
    return parameters
  }

  /// Whether the block at `open` starts with parameters and `in`.
  func hasBlockParameters(at open: Int) -> Bool {
    var position = open + 1
    var nesting = 0
    while position < tokens.count {
      let token = tokens[position]
      if nesting == 0, token.newlineBefore, position > open + 1,
        tokens[position - 1].kind != .comma
      {
        return false
      }
      switch token.kind {
      case .in: if nesting == 0 { return position > open + 1 }
      case .leftParenthesis, .leftBracket, .mapStart, .binaryStart: nesting += 1
      case .rightParenthesis, .rightBracket, .rightBrace, .binaryEnd:
        nesting -= 1
        if nesting < 0 { return false }
      case .leftBrace, .semicolon, .arrow, .assign, .let, .fn, .if, .match, .receive, .try, .for,
        .endOfFile, .interpolationStart:
        return false
      default: break
      }
      position += 1
    }
    return false
  }
}

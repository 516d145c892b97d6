/// Calls, indices, fields and trailing blocks: what follows an operand directly.
extension Parser {
  /// Parses a primary expression and what follows it directly.
  @inline(never)
  mutating func parsePostfix() -> Expression {
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
            code: "bad-index",
            message: "an index is one key",
            at: span(from: open),
            label: keys.isEmpty ? "write the key" : "these are \(keys.count)",
            notes: ["A list as an argument stands in the call's parentheses: `f([1, 2])`."]
          )
        )
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
    _ module: ModuleName,
    _ name: Name,
    from start: Int
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
        code: "missing-call",
        message: "`\(module.text).\(name.text)` is a function, not a value",
        at: call.span,
        label: "call it with `()`",
        notes: ["As a value it is written `&\(module.text).\(name.text)/1`, with its arity."],
        fixIts: [Diagnostic.FixIt(call.span.end, replacement: "()", "call it")]
      )
    )
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
        code: "unexpected-token",
        message: "expected a name after `.`, but found \(found)",
        at: current.newlineBefore || kind == .endOfFile ? dot : current.span,
        label: label
      )
    )
  }

  private func call(
    _ callee: Expression,
    _ arguments: [Expression],
    from start: Int
  ) -> Expression {
    let span = span(from: start)
    // Parentheses around a name make it a value.
    if case .variable(let text) = callee.kind, tokens[start].kind == .name {
      return Expression(.localCall(Name(text, callee.span), arguments), span)
    }
    return Expression(.valueCall(callee, arguments), span)
  }

  private func append(
    _ block: Expression,
    to callee: Expression,
    from start: Int
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
            code: "argument-after-pairs",
            message: "`key: value` pairs come last",
            at: argument.span,
            label: "move this argument before them"
          )
        )
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
          code: "named-argument",
          message: "an argument is not assigned",
          at: current.span,
          label: "write `\(text): value` for a named option, `==` to compare"
        )
      )
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
      span(from: open)
    )
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

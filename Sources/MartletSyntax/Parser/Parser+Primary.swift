extension Parser {
  /// Parses an expression without operators and without what may follow it.
  @inline(never)
  mutating func parsePrimary() -> Expression {
    let start = index
    let token = current
    switch token.kind {
    case .name: return parseName()
    case .moduleName:
      let name = parseModuleName()
      if kind != .dot { warnAboutForeignValue(name) }
      return Expression(.module(name), name.span)
    case .integer:
      advance()
      return Expression(.integer(integerValue(token)), token.span)
    case .codePoint:
      advance()
      return Expression(.integer(.small(codePointValue(token))), token.span)
    case .float:
      advance()
      return Expression(.float(floatValue(token)), token.span)
    case .atom, .quotedAtom:
      advance()
      return Expression(.atom(atomText(token)), token.span)
    case .true, .false, .nil:
      advance()
      return Expression(.atom(text(token)), token.span)
    case .stringStart, .multilineStringStart: return parseString()
    case .leftParenthesis: return parseParenthesized()
    case .leftBracket: return parseListLiteral()
    case .mapStart: return parseMap()
    case .binaryStart: return parseBinary()
    case .ampersand: return parseCapture()
    case .fn: return parseClosure()
    case .if: return parseIf()
    case .match: return parseMatch()
    case .receive: return parseReceive()
    case .try: return parseTry()
    case .for: return parseFor()
    case .invalid:
      // The lexer has said what is wrong; the token stands for a value.
      advance()
      return Expression(.error, token.span)
    case .let where !token.newlineBefore || index == 0:
      reportLetAsOperand()
      _ = parseLet()
      return Expression(.error, span(from: start))
    default:
      return parseMissing()
    }
  }

  @inline(never)
  private mutating func parseName() -> Expression {
    let token = current
    let text = text(token)
    if let expression = parseForeignForm(text) { return expression }
    advance()
    if kind != .leftBrace, kind != .leftParenthesis, ForeignWords.value(text) != nil {
      foreignValues.append(Name(text, token.span))
    }
    if text == "_", kind != .leftParenthesis {
      complain(
        Diagnostic(
          code: "wildcard-as-value",
          message: "`_` has no value",
          at: token.span,
          label: "it only matches, in patterns"
        )
      )
    }
    return Expression(.variable(text), token.span)
  }

  @inline(never)
  private mutating func parseMissing() -> Expression {
    let token = current
    if kind == .leftBrace { return parseBraceAsValue() }
    reportMissingOperand()
    return Expression(.error, token.newlineBefore ? previous.span.end : token.span)
  }

  @inline(never)
  private mutating func parseBraceAsValue() -> Expression {
    let start = index
    complain(
      Diagnostic(
        code: "brace-as-value",
        message: "`{` does not start a value",
        at: current.span,
        label: "a map is written %{...}, a tuple (...)",
        notes: ["A block stands only where a form or a call asks for one."]
      )
    )
    let partner = Int(brackets.partners[index])
    if partner > index {
      index = partner
      advance()
    } else {
      reportUnclosed(index)
    }
    return Expression(.error, span(from: start))
  }

  // MARK: - Parentheses

  @inline(never)
  private mutating func parseParenthesized() -> Expression {
    let open = index
    advance()
    var hasComma = false
    let elements = parseList(open: open, "element") { parser -> Expression? in
      if parser.kind.isWord, parser.isSeparatorColon(1) {
        parser.reportPairOutsideArguments("a tuple")
        _ = parser.parseKeyword()
        return nil
      }
      let start = parser.index
      var element = parser.parseExpression()
      if parser.kind == .assign, !parser.isRecovering {
        parser.reportAssignmentAsOperand()
        element = Expression(.error, parser.span(from: start))
      }
      if parser.kind == .comma { hasComma = true }
      return element
    }
    if elements.count == 1, !hasComma { return elements[0] }
    return Expression(.tuple(elements), span(from: open))
  }

  // MARK: - Lists and maps

  @inline(never)
  private mutating func parseListLiteral() -> Expression {
    let open = index
    advance()
    var tail: Expression?
    let elements = parseList(open: open, "element") { parser -> Expression? in
      if parser.kind.isWord, parser.isSeparatorColon(1) {
        parser.reportPairOutsideArguments("a list")
        _ = parser.parseKeyword()
        return nil
      }
      let element = parser.parseExpression()
      if parser.kind == .bar, !parser.isRecovering {
        parser.advance()
        tail = parser.parseExpression()
        parser.finishTail(open)
      }
      return element
    }
    return Expression(.list(elements, tail: tail), span(from: open))
  }

  /// Reports elements after the tail of a list.
  mutating func finishTail(_ open: Int) {
    _ = skip(.comma)
    guard !isRecovering, kind != .rightBracket, brackets.partners[open] >= 0 else { return }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "nothing can follow the tail of a list",
        at: current.span,
        label: "expected `]`",
        notes: ["`[a, b | tail]` puts `a` and `b` before the list `tail`."]
      )
    )
    while index < Int(brackets.partners[open]) { skipBalanced() }
    isRecovering = false
  }

  @inline(never)
  private mutating func parseMap() -> Expression {
    let open = index
    advance()
    var base: Expression?
    var isFirst = true
    let entries = parseList(open: open, "pair") { parser -> MapEntry? in
      defer { isFirst = false }
      if parser.kind.isWord, parser.isSeparatorColon(1) { return parser.parseKeyword() }
      let start = parser.index
      let key = parser.parseExpression()
      if isFirst, parser.kind == .bar, !parser.isRecovering {
        parser.advance()
        base = key
        guard parser.kind != .rightBrace else { return nil }
        if parser.kind.isWord, parser.isSeparatorColon(1) { return parser.parseKeyword() }
        let updated = parser.parseExpression()
        return parser.parseMapValue(updated, start)
      }
      return parser.parseMapValue(key, start)
    }
    let span = span(from: open)
    if let base { return Expression(.mapUpdate(base, entries), span) }
    return Expression(.map(entries), span)
  }

  private mutating func parseMapValue(_ key: Expression, _ start: Int) -> MapEntry? {
    guard !isRecovering else { return nil }
    if skip(.fatArrow) { return MapEntry(key: key, value: parseExpression()) }
    if reportMapPairHabits(key.span) {
      advance()
      return MapEntry(key: key, value: parseExpression())
    }
    if case .variable(let text) = key.kind, kind == .comma || kind == .rightBrace {
      complain(
        Diagnostic(
          code: "missing-value",
          message: "this key has no value",
          at: key.span,
          label: "write `\(text): \(text)`",
          fixIts: [Diagnostic.FixIt(key.span, replacement: "\(text): \(text)", "write the pair")]
        )
      )
      return nil
    }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `=>` and a value after this key, but found \(found)",
        at: missingSpan,
        label: "pairs are written `name: value` or `key => value`"
      )
    )
    return nil
  }

  // MARK: - Captures

  @inline(never)
  private mutating func parseCapture() -> Expression {
    let start = index
    advance()
    var module: ModuleName?
    if kind == .moduleName {
      module = parseModuleName()
      guard skip(.dot) else { return reportBadCapture(start) }
    }
    guard kind == .name || (module != nil && kind.isWord) else { return reportBadCapture(start) }
    let name = name(current)
    advance()
    guard kind == .slash, peek().kind == .integer,
      case .small(let arity) = integerValue(peek()), arity <= 255
    else { return reportBadCapture(start) }
    advance()
    advance()
    let span = span(from: start)
    if let module { return Expression(.remoteCapture(module, name, arity: arity), span) }
    return Expression(.localCapture(name, arity: arity), span)
  }

  @inline(never)
  private mutating func reportBadCapture(_ start: Int) -> Expression {
    let isCall = kind == .leftParenthesis
    report(
      Diagnostic(
        code: "bad-capture",
        message: "`&` needs a function's name and its arity",
        at: index > start + 1 ? span(from: start) : tokens[start].span,
        label: isCall ? "a call cannot be captured" : "write it like `&double/1` or `&List.map/2`",
        notes: [
          "A function made on the spot is `fn(x) { x + 1 }`. The bitwise and is `band`; the "
            + "boolean one is `and`."
        ]
      )
    )
    return Expression(.error, span(from: start))
  }
}

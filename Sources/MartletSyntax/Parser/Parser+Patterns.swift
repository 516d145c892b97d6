extension Parser {
  /// Parses a pattern; `as` binds loosest, then `<>`.
  @inline(never)
  mutating func parsePattern() -> Pattern {
    guard let outerHeight = descend() else { return Pattern(.error, current.span) }
    defer { ascend(outerHeight) }
    let start = index
    var pattern = parsePrefixPattern()
    while kind == .as, !isAtLineEnd, !isRecovering {
      advance()
      guard kind == .name else {
        reportExpectedName("after `as`")
        break
      }
      let alias = name(current)
      noteBinding(alias.text)
      advance()
      pattern = Pattern(.alias(pattern, alias), span(from: start))
      grow()
    }
    return pattern
  }

  @inline(never)
  private mutating func reportExpectedName(_ context: String) {
    if kind.isKeyword, !current.newlineBefore {
      return report(keywordAsName(current, "a variable"))
    }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected a name \(context), but found \(found)",
        at: missingSpan,
        label: "expected a name"
      )
    )
  }

  @inline(never)
  private mutating func parsePrefixPattern() -> Pattern {
    let start = index
    var lefts: [(pattern: Pattern, start: Int)] = []
    var last = parsePrimaryPattern()
    var lastStart = start
    while kind == .concatenate, !isAtLineEnd, !isRecovering {
      checkPrefix(last)
      lefts.append((last, lastStart))
      advance()
      lastStart = index
      last = parsePrimaryPattern()
      grow()
    }
    while let (left, leftStart) = lefts.popLast() {
      last = Pattern(.prefix(left, last), span(from: leftStart))
    }
    return last
  }

  private mutating func checkPrefix(_ pattern: Pattern) {
    switch pattern.kind {
    case .string, .pin, .error: return
    default:
      complain(
        Diagnostic(
          code: "bad-prefix-pattern",
          message: "the left side of `<>` in a pattern is a string or a pinned name",
          at: pattern.span,
          label: "how long this is cannot be known",
          notes: ["`\"GET \" <> rest` matches what starts with `GET `."]
        )
      )
    }
  }

  /// Remembers that a name of another language's `nil` is a variable here.
  private mutating func noteBinding(_ name: String) {
    if ForeignWords.value(name) != nil { boundForeignValues.insert(name) }
  }

  @inline(never)
  private mutating func parsePrimaryPattern() -> Pattern {
    let token = current
    switch token.kind {
    case .name: return parseNamePattern()
    case .caret: return parsePin()
    case .moduleName:
      let name = parseModuleName()
      if kind == .leftParenthesis, !current.spaceBefore { reportCallInPattern(name.span) }
      return Pattern(.module(name), name.span)
    case .integer:
      advance()
      return Pattern(.integer(integerValue(token)), token.span)
    case .codePoint:
      advance()
      return Pattern(.integer(.small(codePointValue(token))), token.span)
    case .float:
      advance()
      return Pattern(.float(floatValue(token)), token.span)
    case .minus: return parseNegativePattern()
    case .atom, .quotedAtom:
      advance()
      return Pattern(.atom(atomText(token)), token.span)
    case .true, .false, .nil:
      advance()
      return Pattern(.atom(text(token)), token.span)
    case .stringStart, .multilineStringStart: return parseStringPattern()
    case .leftParenthesis: return parseTuplePattern()
    case .leftBracket: return parseListPattern()
    case .mapStart: return parseMapPattern()
    case .binaryStart: return parseBinaryPattern()
    case .invalid:
      advance()
      return Pattern(.error, token.span)
    default:
      reportMissingPattern()
      return Pattern(.error, missingSpan)
    }
  }

  @inline(never)
  private mutating func parseNamePattern() -> Pattern {
    let token = current
    let text = text(token)
    advance()
    if kind == .leftParenthesis, !current.spaceBefore { reportCallInPattern(token.span) }
    if text == "_" { return Pattern(.wildcard, token.span) }
    noteBinding(text)
    return Pattern(.variable(text), token.span)
  }

  @inline(never)
  private mutating func reportCallInPattern(_ span: SourceSpan) {
    report(
      Diagnostic(
        code: "call-in-pattern",
        message: "a pattern cannot call a function",
        at: span,
        label: "this is a call",
        notes: ["Call it before, and match its value with a pin: `^name`. Or use a guard: `when`."]
      )
    )
  }

  @inline(never)
  private mutating func parsePin() -> Pattern {
    let start = index
    advance()
    guard kind == .name else {
      reportExpectedName("after `^`")
      return Pattern(.error, span(from: start))
    }
    let name = name(current)
    advance()
    return Pattern(.pin(name), span(from: start))
  }

  @inline(never)
  private mutating func parseNegativePattern() -> Pattern {
    let start = index
    advance()
    let token = current
    switch token.kind {
    case .integer:
      advance()
      return Pattern(.integer(integerValue(token).negated), span(from: start))
    case .codePoint:
      advance()
      return Pattern(.integer(.small(-codePointValue(token))), span(from: start))
    case .float:
      advance()
      return Pattern(.float(-floatValue(token)), span(from: start))
    default:
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected a number after `-` in this pattern",
          at: missingSpan,
          label: "a pattern does not compute"
        )
      )
      return Pattern(.error, span(from: start))
    }
  }

  @inline(never)
  private mutating func parseStringPattern() -> Pattern {
    let string = parseString()
    switch string.kind {
    case .string(let text): return Pattern(.string(text), string.span)
    case .error: return Pattern(.error, string.span)
    default:
      complain(
        Diagnostic(
          code: "interpolation-in-pattern",
          message: "a pattern's string takes no interpolation",
          at: string.span,
          label: "only plain text can stand here",
          notes: ["Bind the string to a name before, and match it with a pin: `^name`."]
        )
      )
      return Pattern(.error, string.span)
    }
  }

  // MARK: - Collections

  @inline(never)
  private mutating func parseTuplePattern() -> Pattern {
    let open = index
    advance()
    var hasComma = false
    let elements = parseList(open: open, "element") { parser -> Pattern? in
      let element = parser.parsePattern()
      if parser.kind == .comma { hasComma = true }
      return element
    }
    if elements.count == 1, !hasComma { return elements[0] }
    return Pattern(.tuple(elements), span(from: open))
  }

  @inline(never)
  private mutating func parseListPattern() -> Pattern {
    let open = index
    advance()
    var tail: Pattern?
    let elements = parseList(open: open, "element") { parser -> Pattern? in
      let element = parser.parsePattern()
      if parser.kind == .bar, !parser.isRecovering {
        parser.advance()
        tail = parser.parsePattern()
        parser.finishTail(open)
      }
      return element
    }
    return Pattern(.list(elements, tail: tail), span(from: open))
  }

  @inline(never)
  private mutating func parseMapPattern() -> Pattern {
    let open = index
    advance()
    let entries = parseList(open: open, "pair") { $0.parseMapPatternEntry() }
    return Pattern(.map(entries), span(from: open))
  }

  @inline(never)
  private mutating func parseMapPatternEntry() -> MapPatternEntry? {
    if kind.isWord, isSeparatorColon(1) {
      let key = Pattern(.atom(text(current)), current.span)
      advance()
      advance()
      return MapPatternEntry(key: key, value: parsePattern())
    }
    let key = parsePattern()
    guard !isRecovering else { return nil }
    if let culprit = key.firstPartThatIsNoKey, kind == .fatArrow {
      complain(
        Diagnostic(
          code: "bad-key-pattern",
          message: "a key in a pattern is a literal or a pinned name",
          at: culprit.span,
          label: "this would match any key",
          notes: ["To use the value of a name as a key, pin it: `^name`."]
        )
      )
    }
    if skip(.fatArrow) { return MapPatternEntry(key: key, value: parsePattern()) }
    if reportMapPairHabits(key.span) {
      advance()
      return MapPatternEntry(key: key, value: parsePattern())
    }
    if case .variable(let text) = key.kind, kind == .comma || kind == .rightBrace {
      complain(
        Diagnostic(
          code: "missing-value",
          message: "this key has no pattern for its value",
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
        message: "expected `=>` and a pattern after this key, but found \(found)",
        at: missingSpan,
        label: "pairs are written `name: pattern` or `key => pattern`"
      )
    )
    return nil
  }
}

extension Pattern {
  /// The first part that keeps the pattern from being a key of a map pattern.
  fileprivate var firstPartThatIsNoKey: Pattern? {
    switch kind {
    case .pin, .integer, .float, .atom, .module, .string, .error: nil
    case .tuple(let elements): elements.lazy.compactMap(\.firstPartThatIsNoKey).first
    case .list(let elements, let tail):
      elements.lazy.compactMap(\.firstPartThatIsNoKey).first ?? tail?.firstPartThatIsNoKey
    default: self
    }
  }
}

extension Expression {
  /// The first part that keeps the expression from being a literal.
  var firstPartThatIsNoLiteral: Expression? {
    switch kind {
    case .integer, .float, .atom, .module, .string, .error: nil
    case .tuple(let elements): elements.lazy.compactMap(\.firstPartThatIsNoLiteral).first
    case .list(let elements, let tail):
      elements.lazy.compactMap(\.firstPartThatIsNoLiteral).first
        ?? tail?.firstPartThatIsNoLiteral
    case .map(let entries):
      entries.lazy.compactMap {
        $0.key.firstPartThatIsNoLiteral ?? $0.value.firstPartThatIsNoLiteral
      }.first
    case .binary(let segments):
      segments.lazy.compactMap {
        $0.value.firstPartThatIsNoLiteral ?? $0.size?.firstPartThatIsNoLiteral
      }.first
    default: self
    }
  }
}

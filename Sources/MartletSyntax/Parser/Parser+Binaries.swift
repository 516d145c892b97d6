extension Parser {
  /// Parses `<<segments>>` as an expression.
  @inline(never)
  mutating func parseBinary() -> Expression {
    let open = index
    advance()
    let segments = parseList(open: open, "segment") { parser -> BinarySegment<Expression>? in
      let start = parser.index
      let value = parser.parseSegmentValue()
      return parser.parseSegmentSpecification(of: value, value.isString, from: start)
    }
    return Expression(.binary(segments), span(from: open))
  }

  /// Parses `<<segments>>` as a pattern.
  @inline(never)
  mutating func parseBinaryPattern() -> Pattern {
    let open = index
    advance()
    let segments = parseList(open: open, "segment") { parser -> BinarySegment<Pattern>? in
      let start = parser.index
      let value = parser.parseSegmentPattern()
      return parser.parseSegmentSpecification(of: value, value.isString, from: start)
    }
    return Pattern(.binary(segments), span(from: open))
  }

  private mutating func parseSegmentValue() -> Expression {
    let start = index
    let isNegative = skip(.minus)
    let operandStart = index
    let operand: Expression
    switch kind {
    case .integer, .float, .codePoint, .stringStart, .multilineStringStart, .leftParenthesis,
      .invalid, .binaryStart:
      operand = parsePrimary()
    case .name:
      operand = Expression(.variable(text(current)), current.span)
      advance()
    default:
      reportBadSegmentValue()
      return Expression(.error, span(from: start))
    }
    if (kind == .leftParenthesis || kind == .leftBracket) && !current.spaceBefore || kind == .dot {
      reportComputedSegment(operandStart)
    }
    guard isNegative else { return operand }
    let span = span(from: start)
    switch operand.kind {
    case .integer(let value): return Expression(.integer(value.negated), span)
    case .float(let value): return Expression(.float(-value), span)
    default: return Expression(.prefix(.negate, operand), span)
    }
  }

  /// Parses a pattern of a segment: a literal or a name.
  private mutating func parseSegmentPattern() -> Pattern {
    switch kind {
    case .name, .caret, .integer, .float, .codePoint, .minus, .stringStart, .multilineStringStart,
      .leftParenthesis, .invalid:
      let pattern = parsePattern()
      switch pattern.kind {
      case .wildcard, .variable, .pin, .integer, .float, .string, .error: return pattern
      default:
        complain(
          Diagnostic(
            code: "bad-segment",
            message: "a segment of a binary pattern is a literal or a name",
            at: pattern.span,
            label: "this can never match a number or bytes"
          )
        )
        return Pattern(.error, pattern.span)
      }
    default:
      reportBadSegmentValue()
      return Pattern(.error, missingSpan)
    }
  }

  @inline(never)
  private mutating func reportBadSegmentValue() {
    let span = missingSpan
    report(
      Diagnostic(
        code: "bad-segment",
        message: "expected a segment of the binary, but found \(found)",
        at: span,
        label: "a literal, a name or an expression in parentheses",
        notes: ["A segment is written `value:size/type`, like `length:16` or `rest/bytes`."]
      )
    )
  }

  @inline(never)
  private mutating func reportComputedSegment(_ start: Int) {
    report(
      Diagnostic(
        code: "bad-segment",
        message: "a computed segment stands in parentheses",
        at: span(from: start),
        label: "put it in parentheses"
      )
    )
  }

  // MARK: - Sizes and types

  private mutating func parseSegmentSpecification<Value>(
    of value: Value,
    _ isString: Bool,
    from start: Int
  ) -> BinarySegment<Value>? {
    guard !isRecovering else { return nil }
    var size: Expression?
    if kind == .colon {
      let colon = index
      advance()
      size = parseSegmentSize()
      if isString, !isRecovering {
        complain(
          Diagnostic(
            code: "bad-segment",
            message: "a string literal in a binary has no size",
            at: span(from: colon),
            label: "it is all of its bytes"
          )
        )
        size = nil
      }
    } else if kind == .atom, current.spaceBefore {
      complain(
        Diagnostic(
          code: "bad-segment",
          message: "a segment's size follows its value without a space",
          at: SourceSpan(previous.upper, current.lower + 1),
          label: "write `value:size`"
        )
      )
      advance()
    }
    var specification = Specification(type: isString ? .bytes : nil)
    if kind == .slash {
      parseModifiers(into: &specification, isString)
    } else if kind == .minus || kind == .plus || kind == .star, !isRecovering {
      reportComputedSegment(start)
    }
    if specification.type == .utf8, let size, !isRecovering {
      complain(
        Diagnostic(
          code: "bad-segment",
          message: "a `utf8` segment takes no size",
          at: size.span,
          label: "the character decides how many bytes it takes"
        )
      )
    }
    return BinarySegment(
      value: value,
      size: specification.type == .utf8 ? nil : size,
      type: specification.type ?? .integer,
      isSigned: specification.isSigned ?? false,
      endianness: specification.endianness ?? .big,
      span: span(from: start)
    )
  }

  private mutating func parseSegmentSize() -> Expression {
    let token = current
    switch kind {
    case .integer, .leftParenthesis, .invalid: return parsePrimary()
    case .name:
      advance()
      if kind == .leftParenthesis, !current.spaceBefore { reportComputedSegment(index - 1) }
      return Expression(.variable(text(token)), token.span)
    default:
      report(
        Diagnostic(
          code: "bad-segment",
          message: "expected the segment's size, but found \(found)",
          at: missingSpan,
          label: "a number, a name or an expression in parentheses"
        )
      )
      return Expression(.error, token.span)
    }
  }

  private struct Specification {
    var type: BinarySegmentType?
    var isSigned: Bool?
    var endianness: Endianness?
  }

  /// Parses `/type-modifier-modifier`.
  private mutating func parseModifiers(into result: inout Specification, _ isString: Bool) {
    if isString { result.type = nil }
    repeat {
      advance()
      guard kind == .name else {
        report(
          Diagnostic(
            code: "bad-segment",
            message: "expected a type, but found \(found)",
            at: missingSpan,
            label: "one of \(Parser.modifierWords.joined(separator: ", "))"
          )
        )
        return
      }
      let word = text(current)
      if !apply(word, to: &result) { reportModifier(word, result) }
      advance()
    } while kind == .minus
    if isString, let type = result.type, type != .bytes, type != .utf8 {
      complain(
        Diagnostic(
          code: "bad-segment",
          message: "a string literal in a binary is its bytes",
          at: previous.span,
          label: "remove the type"
        )
      )
      result.type = .bytes
    }
  }

  private static let modifierWords =
    BinarySegmentType.allCases.map(\.rawValue) + ["signed", "unsigned"]
    + Endianness.allCases.map(\.rawValue)

  /// Adds what `word` says, unless it is unknown or contradicts what has been said.
  private func apply(_ word: String, to result: inout Specification) -> Bool {
    if let type = BinarySegmentType(rawValue: word) {
      guard result.type == nil else { return false }
      result.type = type
    } else if let endianness = Endianness(rawValue: word) {
      guard result.endianness == nil else { return false }
      result.endianness = endianness
    } else if word == "signed" || word == "unsigned" {
      guard result.isSigned == nil else { return false }
      result.isSigned = word == "signed"
    } else {
      return false
    }
    return true
  }

  @inline(never)
  private mutating func reportModifier(_ word: String, _ result: Specification) {
    if Parser.modifierWords.contains(word) {
      return complain(
        Diagnostic(
          code: "bad-segment",
          message: "`\(word)` contradicts an earlier part of this segment",
          at: current.span,
          label: "remove one of them"
        )
      )
    }
    let aliases = [
      "integer": "int", "binary": "bytes", "bytestring": "bytes", "bitstring": "bits",
      "utf16": "utf8", "double": "float", "i8": "int", "u8": "int",
    ]
    let suggestion = aliases[word] ?? suggest(word, among: Parser.modifierWords)
    complain(
      Diagnostic(
        code: "bad-segment",
        message: "`\(word)` is not a type of a segment",
        at: current.span,
        label: suggestion.map { "did you mean `\($0)`?" } ?? "unknown type",
        notes: ["The words are \(Parser.modifierWords.joined(separator: ", "))."],
        fixIts: suggestion.map {
          [Diagnostic.FixIt(current.span, replacement: $0, "write `\($0)`")]
        } ?? []
      )
    )
  }
}

extension Expression {
  fileprivate var isString: Bool {
    switch kind {
    case .string, .interpolation: true
    default: false
    }
  }
}

extension Pattern {
  fileprivate var isString: Bool { if case .string = kind { true } else { false } }
}

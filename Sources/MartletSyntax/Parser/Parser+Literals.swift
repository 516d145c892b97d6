extension Parser {
  // MARK: - Numbers

  /// The value of an integer's token.
  func integerValue(_ token: Token) -> IntegerLiteral {
    var range = token.lower..<token.upper
    var radix = 10
    if range.count > 2, source.bytes[range.lowerBound] == UInt8(ascii: "0") {
      switch source.bytes[range.lowerBound + 1] {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { range = (range.lowerBound + 2)..<range.upperBound }
    }
    var value = 0
    for byte in source.bytes[range] where byte != UInt8(ascii: "_") {
      let (product, overflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, carries) = product.addingReportingOverflow(Int(digitValue(byte)))
      if overflows || carries { return largeInteger(range, radix) }
      value = sum
    }
    return .small(value)
  }

  private func largeInteger(_ range: Range<Int>, _ radix: Int) -> IntegerLiteral {
    var digits: [UInt8] = []
    digits.reserveCapacity(range.count)
    for byte in source.bytes[range] where byte != UInt8(ascii: "_") {
      if digits.isEmpty, byte == UInt8(ascii: "0") { continue }
      digits.append(digitValue(byte) > 9 ? byte | 0x20 : byte)
    }
    return .large(
      isNegative: false,
      digits: String(decoding: digits, as: UTF8.self),
      radix: radix
    )
  }

  /// The value of a float's token; reports one that is too large.
  mutating func floatValue(_ token: Token) -> Double {
    let digits = source.bytes[token.lower..<token.upper].filter { $0 != UInt8(ascii: "_") }
    let value = Double(String(decoding: digits, as: UTF8.self)) ?? 0
    guard value.isFinite else {
      complain(
        Diagnostic(
          code: "bad-number",
          message: "this float is too large",
          at: token.span,
          label: "the largest is about 1.8e308"
        )
      )
      return 0
    }
    return value
  }

  // MARK: - Text

  /// The text of an atom's token, without its colon and quotes.
  func atomText(_ token: Token) -> String {
    guard token.kind == .quotedAtom else {
      return source.text(in: SourceSpan(token.lower + 1, token.upper))
    }
    let end = token.hasError ? token.upper : token.upper - 1
    return unescape(token.lower + 2, end, token.hasEscapes)
  }

  /// The value of a code point's token.
  func codePointValue(_ token: Token) -> Int {
    let text = unescape(token.lower + 1, token.upper - 1, token.hasEscapes)
    return text.unicodeScalars.first.map { Int($0.value) } ?? 0
  }

  private func unescape(_ lower: Int, _ upper: Int, _ hasEscapes: Bool) -> String {
    let range = lower..<max(lower, upper)
    guard hasEscapes else { return String(decoding: source.bytes[range], as: UTF8.self) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      appendUnit(at: &position, range.upperBound, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the byte or the escape at `position`; the lexer has reported wrong escapes.
  private func appendUnit(at position: inout Int, _ end: Int, to bytes: inout [UInt8]) {
    let byte = source.bytes[position]
    position += 1
    guard byte == UInt8(ascii: "\\"), position < end else {
      bytes.append(byte)
      return
    }
    let mark = source.bytes[position]
    position += 1
    switch mark {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "e"): bytes.append(0x1B)
    case UInt8(ascii: "0"): bytes.append(0x00)
    case UInt8(ascii: "u"):
      guard position < end, source.bytes[position] == UInt8(ascii: "{") else { return }
      position += 1
      var value: UInt32 = 0
      while position < end, digitValue(source.bytes[position]) < 16 {
        value = min(value << 4 | UInt32(digitValue(source.bytes[position])), 0xFF_FFFF)
        position += 1
      }
      if position < end, source.bytes[position] == UInt8(ascii: "}") { position += 1 }
      if let scalar = Unicode.Scalar(value) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
      }
    default: bytes.append(mark)
    }
  }

  // MARK: - Strings

  /// Parses a string with its interpolations.
  @inline(never)
  mutating func parseString() -> Expression {
    let start = index
    let isMultiline = kind == .multilineStringStart
    advance()
    var builder = StringBuilder()
    var atLineStart = isMultiline
    let margin = isMultiline ? multilineMargin(start) : 0..<0
    if isMultiline { checkMultilineOpening() }
    while !isAborted {
      switch kind {
      case .stringText:
        let token = current
        advance()
        if isMultiline {
          appendLines(token, margin, &atLineStart, to: &builder)
        } else {
          builder.append(unescape(token.lower, token.upper, token.hasEscapes))
        }
      case .interpolationStart:
        if let expression = parseInterpolation() { builder.append(expression) }
        atLineStart = false
      case .stringEnd:
        advance()
        return finishString(&builder, isMultiline, start)
      default:
        return finishString(&builder, isMultiline, start)
      }
    }
    return Expression(.error, span(from: start))
  }

  private func finishString(
    _ builder: inout StringBuilder,
    _ isMultiline: Bool,
    _ start: Int
  ) -> Expression {
    if isMultiline { builder.removeLastLineBreak() }
    let span = span(from: start)
    let parts = builder.finish()
    switch parts.count {
    case 0: return Expression(.string(""), span)
    case 1:
      if case .text(let text) = parts[0] { return Expression(.string(text), span) }
      return Expression(.interpolation(parts), span)
    default: return Expression(.interpolation(parts), span)
    }
  }

  private mutating func parseInterpolation() -> Expression? {
    let open = index
    advance()
    let context = enter(newlinesSeparate: false, allowsTrailingBlock: true)
    defer { leave(context) }
    if kind == .interpolationEnd {
      complain(
        Diagnostic(
          code: "empty-interpolation",
          message: "this interpolation is empty",
          at: SourceSpan(tokens[open].lower, current.upper),
          label: "write an expression in it",
          notes: ["A backslash itself is written `\\\\`."]
        )
      )
      advance()
      return nil
    }
    let expression = parseExpression()
    let partner = Int(brackets.partners[open])
    if kind != .interpolationEnd, !isRecovering, partner < 0 || !tokens[partner].hasError {
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected `)` after the interpolated expression, but found \(found)",
          at: missingSpan,
          label: "expected `)`",
          secondary: [Diagnostic.Label(tokens[open].span, "opened here")]
        )
      )
    }
    if partner > open, index <= partner {
      index = partner
      if !isUnwinding, !isAborted { isRecovering = false }
    }
    _ = skip(.interpolationEnd)
    return expression
  }

  // MARK: - Strings of several lines

  /// The white space before the closing quotes of the string at token `start`.
  private mutating func multilineMargin(_ start: Int) -> Range<Int> {
    guard let end = endOfString(start), !end.hasError else { return 0..<0 }
    var lower = end.lower
    while lower > 0, source.bytes[lower - 1] == 0x20 || source.bytes[lower - 1] == 0x09 {
      lower -= 1
    }
    if lower > 0, source.bytes[lower - 1] == UInt8(ascii: "\n") { return lower..<end.lower }
    complain(
      Diagnostic(
        code: "multiline-string",
        message: "the closing quotes stand on a line of their own",
        at: end.span,
        label: "move them to the next line",
        notes: ["The line break before them is not part of the text."]
      )
    )
    return 0..<0
  }

  /// Finds the token that ends the string at token `start`.
  private func endOfString(_ start: Int) -> Token? {
    var position = start + 1
    while position < tokens.count {
      switch tokens[position].kind {
      case .stringText: position += 1
      case .stringEnd: return tokens[position]
      case .interpolationStart:
        let partner = Int(brackets.partners[position])
        guard partner > position else { return nil }
        position = partner + 1
      default: return nil
      }
    }
    return nil
  }

  private mutating func checkMultilineOpening() {
    var offset = previous.upper
    while offset < source.bytes.count, [0x20, 0x09, 0x0D].contains(source.bytes[offset]) {
      offset += 1
    }
    guard offset < source.bytes.count, source.bytes[offset] != UInt8(ascii: "\n"),
      kind != .endOfFile
    else { return }
    complain(
      Diagnostic(
        code: "multiline-string",
        message: "the text of this string starts on the next line",
        at: previous.span,
        label: "break the line after these quotes",
        notes: ["The line break after them is not part of the text. A short string has one quote."]
      )
    )
  }

  /// Appends the lines of a piece of text without the margin.
  private mutating func appendLines(
    _ token: Token,
    _ margin: Range<Int>,
    _ atLineStart: inout Bool,
    to builder: inout StringBuilder
  ) {
    var position = token.lower
    if atLineStart, builder.isEmpty {
      // What follows the opening quotes on their line is white space, or has been reported.
      while position < token.upper, [0x20, 0x09, 0x0D].contains(source.bytes[position]) {
        position += 1
      }
      if position < token.upper, source.bytes[position] == UInt8(ascii: "\n") {
        position += 1
        skipMargin(&position, token.upper, margin)
      }
    }
    atLineStart = false
    var bytes: [UInt8] = []
    while position < token.upper {
      let byte = source.bytes[position]
      if byte == UInt8(ascii: "\r"), position + 1 < token.upper,
        source.bytes[position + 1] == UInt8(ascii: "\n")
      {
        position += 1
      } else if byte == UInt8(ascii: "\n") {
        bytes.append(byte)
        position += 1
        skipMargin(&position, token.upper, margin)
      } else {
        appendUnit(at: &position, token.upper, to: &bytes)
      }
    }
    builder.append(String(decoding: bytes, as: UTF8.self))
  }

  /// Skips the margin at the start of a line and reports a line that has less of it.
  private mutating func skipMargin(_ position: inout Int, _ end: Int, _ margin: Range<Int>) {
    let start = position
    var expected = margin.lowerBound
    while expected < margin.upperBound, position < end,
      source.bytes[position] == source.bytes[expected]
    {
      position += 1
      expected += 1
    }
    guard expected < margin.upperBound else { return }
    var next = position
    while next < end, [0x20, 0x09, 0x0D].contains(source.bytes[next]) { next += 1 }
    if next < end, source.bytes[next] == UInt8(ascii: "\n") {
      position = next
      return
    }
    let line = source.span(ofLine: source.line(at: start))
    complain(
      Diagnostic(
        code: "multiline-string",
        message: "this line is indented less than the closing quotes",
        at: SourceSpan(start, max(line.upper, start)),
        label: "indent it like the closing quotes",
        secondary: [
          Diagnostic.Label(SourceSpan(margin.upperBound, margin.upperBound + 3), "they stand here")
        ]
      )
    )
  }
}

/// Collects the pieces of a string and joins neighbouring texts.
private struct StringBuilder {
  private var parts: [StringPart] = []
  private var text = ""

  /// Whether nothing was appended yet.
  var isEmpty: Bool { parts.isEmpty && text.isEmpty }

  /// Appends text.
  mutating func append(_ piece: String) { text += piece }

  /// Appends an interpolated expression.
  mutating func append(_ expression: Expression) {
    flush()
    parts.append(.expression(expression))
  }

  /// Removes the line break before the closing quotes.
  mutating func removeLastLineBreak() {
    if text.utf8.last == UInt8(ascii: "\n") { text.unicodeScalars.removeLast() }
  }

  /// Returns the pieces.
  mutating func finish() -> [StringPart] {
    flush()
    return parts
  }

  private mutating func flush() {
    if !text.isEmpty { parts.append(.text(text)) }
    text = ""
  }
}

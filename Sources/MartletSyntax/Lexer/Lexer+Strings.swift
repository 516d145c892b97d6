extension Lexer {
  /// Lexes a string from its opening quotes up to its end or its first interpolation.
  mutating func lexString() {
    let start = position
    let isMultiline =
      byte(start + 1) == UInt8(ascii: "\"") && byte(start + 2) == UInt8(ascii: "\"")
    position += isMultiline ? 3 : 1
    emit(isMultiline ? .multilineStringStart : .stringStart, from: start)
    lexStringBody(start: start, isMultiline: isMultiline)
  }

  /// Lexes text of the string that began at `start`, up to its end or its next interpolation.
  mutating func lexStringBody(start: Int, isMultiline: Bool) {
    let textStart = position
    var flags: Token.Flags = []
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\\"):
        if byte(position + 1) == UInt8(ascii: "(") {
          return openInterpolation(
            textStart,
            flags,
            OpenString(
              start: start,
              isMultiline: isMultiline,
              outerParentheses: openParentheses
            )
          )
        }
        flags.insert(.hasEscapes)
        lexEscape()
      case UInt8(ascii: "\""):
        if !isMultiline { return closeString(textStart, flags, quotes: 1) }
        if byte(position + 1) == UInt8(ascii: "\""), byte(position + 2) == UInt8(ascii: "\"") {
          return closeString(textStart, flags, quotes: 3)
        }
        position += 1
      case UInt8(ascii: "\n"):
        if !isMultiline || oneLineStrings > 0 {
          return abandonString(textStart, flags, start, isMultiline)
        }
        position += 1
      default:
        position += 1
      }
    }
    abandonString(textStart, flags, start, isMultiline)
  }

  private mutating func emitText(_ textStart: Int, _ flags: Token.Flags) {
    if position > textStart { emit(.stringText, from: textStart, flags) }
  }

  private mutating func closeString(_ textStart: Int, _ flags: Token.Flags, quotes: Int) {
    emitText(textStart, flags)
    let start = position
    position += quotes
    emit(.stringEnd, from: start)
  }

  private mutating func openInterpolation(
    _ textStart: Int,
    _ flags: Token.Flags,
    _ string: OpenString
  ) {
    emitText(textStart, flags)
    let start = position
    position += 2
    emit(.interpolationStart, from: start)
    openStrings.append(string)
    if !string.isMultiline { oneLineStrings += 1 }
    openParentheses = 0
  }

  /// Ends a string that its line or the file left open.
  private mutating func abandonString(
    _ textStart: Int,
    _ flags: Token.Flags,
    _ start: Int,
    _ isMultiline: Bool
  ) {
    emitText(textStart, flags)
    emit(.stringEnd, from: position, .hasError)
    if !openStrings.isEmpty, position >= bytes.count || oneLineStrings > 0 {
      closeOpenStrings(atEndOfFile: position >= bytes.count)
    } else {
      reportUnclosedString(start, isMultiline: isMultiline)
    }
  }

  /// Ends the strings around the current position that a line break or the end of the file cuts.
  mutating func closeOpenStrings(atEndOfFile: Bool) {
    var outermost: OpenString?
    while let string = openStrings.last, atEndOfFile || oneLineStrings > 0 {
      openStrings.removeLast()
      if !string.isMultiline { oneLineStrings -= 1 }
      openParentheses = string.outerParentheses
      emit(.interpolationEnd, from: position, .hasError)
      emit(.stringEnd, from: position, .hasError)
      outermost = string
    }
    guard let outermost else { return }
    reportUnclosedString(outermost.start, isMultiline: outermost.isMultiline)
    if !atEndOfFile { skipRestOfBrokenString() }
  }

  /// Skips the next line when it looks like the rest of an interpolation that a line break cut,
  /// which would only cause more errors: a `)` and then an odd number of quotes.
  private mutating func skipRestOfBrokenString() {
    var end = position + 1
    var quotes = 0
    var closes = false
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "\"") { quotes += 1 }
      if bytes[end] == UInt8(ascii: ")"), quotes == 0 { closes = true }
      end += 1
    }
    guard closes, quotes % 2 == 1 else { return }
    let start = position + 1
    position = end
    sawNewline = true
    emit(.invalid, from: start, .hasError)
  }

  // MARK: - Escapes

  /// Checks the escape at the current position and skips it.
  private mutating func lexEscape() {
    let start = position
    position += 1
    switch byte(position) {
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "e"),
      UInt8(ascii: "0"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      lexUnicodeEscape(start)
    default:
      reportBadEscape(start)
    }
  }

  private mutating func lexUnicodeEscape(_ start: Int) {
    guard byte(position) == UInt8(ascii: "{") else {
      return report(
        badEscape(SourceSpan(start, position), "`\\u` needs braces", "write it like `\\u{1F426}`")
      )
    }
    let digits = position + 1
    var index = digits
    var value: UInt32 = 0
    while digitValue(byte(index)) < 16 {
      value = min(value << 4 | UInt32(digitValue(byte(index))), 0xFF_FFFF)
      index += 1
    }
    guard index > digits, byte(index) == UInt8(ascii: "}") else {
      position = index
      return report(
        badEscape(
          SourceSpan(start, index),
          "`\\u{...}` needs hexadecimal digits and a closing brace",
          "write it like `\\u{1F426}`"
        )
      )
    }
    position = index + 1
    if Unicode.Scalar(value) == nil {
      report(
        badEscape(
          SourceSpan(start, position),
          "there is no such Unicode character",
          "the code points are 0 to D7FF and E000 to 10FFFF"
        )
      )
    }
  }

  // MARK: - Quoted atoms and code points

  /// Lexes an atom in quotes whose colon is at `start`, from its opening quote.
  mutating func lexQuotedAtom(_ start: Int) {
    position += 1
    var flags: Token.Flags = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      if bytes[position] == UInt8(ascii: "\"") {
        position += 1
        return emit(.quotedAtom, from: start, flags)
      }
      if bytes[position] == UInt8(ascii: "\\") {
        flags.insert(.hasEscapes)
        if byte(position + 1) == UInt8(ascii: "(") {
          report(
            badEscape(
              SourceSpan(position, position + 2),
              "an atom in quotes takes no interpolation",
              "use `String.to_atom(\"...\")` for an atom made from a value"
            )
          )
          position += 2
        } else {
          lexEscape()
        }
      } else {
        position += 1
      }
    }
    reportUnclosedString(start + 1, isMultiline: false)
    emit(.quotedAtom, from: start, [.hasError, .hasEscapes])
  }

  /// Lexes `'a'`.
  mutating func lexCodePoint() {
    let start = position
    position += 1
    var scalars = 0
    var flags: Token.Flags = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      switch bytes[position] {
      case UInt8(ascii: "'"):
        position += 1
        if scalars == 1 { return emit(.codePoint, from: start, flags) }
        reportBadCodePoint(start, scalars)
        return emit(.invalid, from: start, .hasError)
      case UInt8(ascii: "\\"):
        flags.insert(.hasEscapes)
        scalars += 1
        lexEscape()
      case let byte:
        if byte & 0xC0 != 0x80 { scalars += 1 }
        position += 1
      }
    }
    // Without its closing quote, the rest of the line is more likely code than text.
    position = start + 1
    report(
      Diagnostic(
        code: "unclosed-code-point",
        message: "this quote is not closed on its line",
        at: SourceSpan(start, start + 1),
        label: "opened here",
        notes: ["A single quote makes a code point: `'a'` is 97. Text is written \"text\"."]
      )
    )
    emit(.invalid, from: start, .hasError)
  }

  /// The problem of an escape at `span`.
  func badEscape(_ span: SourceSpan, _ message: String, _ label: String) -> Diagnostic {
    Diagnostic(code: "bad-escape", message: message, at: span, label: label)
  }
}

extension Lexer {
  /// Reports every run of bytes that is not UTF-8.
  mutating func checkEncoding() {
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      let length = sequenceLength(index)
      if length > 0 {
        index += length
        continue
      }
      let start = index
      while index < bytes.count, bytes[index] >= 0x80, sequenceLength(index) == 0 { index += 1 }
      report(
        Diagnostic(
          code: "invalid-utf8",
          message: "this is not valid UTF-8",
          at: SourceSpan(start, index),
          label: index - start == 1
            ? "byte 0x\(String(bytes[start], radix: 16, uppercase: true))"
            : "\(index - start) bytes",
          notes: ["Source files are UTF-8. Save the file in that encoding."]
        )
      )
    }
  }

  private func sequenceLength(_ index: Int) -> Int {
    utf8SequenceLength(byte(index), byte(index + 1), byte(index + 2), byte(index + 3))
  }

  /// Lexes bytes that start no token, as one token.
  mutating func lexInvalid() {
    let start = position
    if bytes[start] < 0x80 {
      position += 1
      reportInvalidCharacter(start)
    } else {
      lexInvalidUnicode(start)
    }
    emit(.invalid, from: start, .hasError)
  }

  private mutating func reportInvalidCharacter(_ start: Int) {
    let span = SourceSpan(start, position)
    let shown = bytes[start] < 0x20 || bytes[start] == 0x7F ? "this byte" : "`\(text(span))`"
    let label: String
    switch bytes[start] {
    case UInt8(ascii: "?"): label = "a choice is written `if condition { a } else { b }`"
    case UInt8(ascii: "@"): label = "a constant of a module is written `let name = value`"
    case UInt8(ascii: "$"): label = "names start with a letter; interpolation is `\\(name)`"
    case UInt8(ascii: "~"): label = "the bitwise complement is written `bnot`"
    case UInt8(ascii: "`"): label = "text is written in double quotes"
    case UInt8(ascii: "\\"): label = "a backslash belongs in strings; functions are `fn(x) { }`"
    default: label = "remove it"
    }
    report(
      Diagnostic(
        code: "invalid-character",
        message: "\(shown) has no meaning here",
        at: span,
        label: label
      )
    )
  }

  private mutating func lexInvalidUnicode(_ start: Int) {
    while position < bytes.count, bytes[position] >= 0x80 {
      position += max(1, sequenceLength(position))
    }
    // What is not UTF-8 at all has been reported already.
    guard sequenceLength(start) > 0 else { return }
    skipWord()
    let span = SourceSpan(start, position)
    let scalar = text(SourceSpan(start, start + sequenceLength(start))).unicodeScalars.first ?? " "
    let diagnostic =
      switch scalar {
      case "\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}", "\u{201E}":
        Diagnostic(
          code: "invalid-character",
          message: "this is a typographic quotation mark",
          at: span,
          label: "text is written in straight quotes: \"text\""
        )
      case "\u{2018}", "\u{2019}":
        Diagnostic(
          code: "invalid-character",
          message: "this is a typographic quotation mark",
          at: span,
          label: "write a straight quote: '"
        )
      case "\u{2013}", "\u{2014}", "\u{2212}":
        Diagnostic(
          code: "invalid-character",
          message: "this is a dash, not a minus sign",
          at: span,
          label: "write `-`"
        )
      case "\u{A0}", "\u{2000}"..."\u{200F}", "\u{202F}", "\u{205F}", "\u{3000}", "\u{FEFF}":
        Diagnostic(
          code: "invalid-character",
          message: "this is a special white space character",
          at: span,
          label: "write an ordinary space instead of U+\(hex(scalar))"
        )
      default:
        Diagnostic(
          code: "invalid-character",
          message: "`\(text(span))` cannot stand outside of strings",
          at: span,
          label: "names are made of the letters a to z, A to Z, digits and `_`"
        )
      }
    report(diagnostic)
  }

  private func hex(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  // MARK: - Habits of other languages

  /// Reports an operator of other languages and goes on with ours.
  mutating func foreignOperator(_ written: String, _ kind: TokenKind, _ ours: String) {
    let start = position
    position += written.utf8.count
    let span = SourceSpan(start, position)
    var replacement = ours
    if start > 0, isWordByte(bytes[start - 1]) || byte(start - 1) == UInt8(ascii: ")") {
      replacement = " " + replacement
    }
    if !(byte(position) <= UInt8(ascii: " ")) { replacement += " " }
    report(
      Diagnostic(
        code: "foreign-operator",
        message: "`\(written)` is written `\(ours)`",
        at: span,
        label: "write `\(ours)`",
        fixIts: [Diagnostic.FixIt(span, replacement: replacement, "use `\(ours)`")]
      )
    )
    emit(kind, from: start, .hasError)
  }

  /// Reports and skips a comment that starts with `//` or `/*`.
  mutating func skipForeignComment() {
    let start = position
    let isLine = bytes[start + 1] == UInt8(ascii: "/")
    position += 2
    let mark = SourceSpan(start, position)
    if isLine {
      skipToLineEnd()
    } else {
      while position < bytes.count,
        !(bytes[position] == UInt8(ascii: "*") && byte(position + 1) == UInt8(ascii: "/"))
      {
        position += 1
      }
      position = min(position + 2, bytes.count)
    }
    report(
      Diagnostic(
        code: "foreign-comment",
        message: "a comment starts with `#`",
        at: mark,
        label: isLine ? "write `#`" : "write `#` at the start of each line",
        notes: isLine ? ["The quotient of two integers is written `a div b`."] : [],
        fixIts: isLine
          ? [Diagnostic.FixIt(mark, replacement: "#", "start the comment with `#`")]
          : []
      )
    )
  }

  /// Reports `p!1`, where `p!` would be a name.
  mutating func reportSendWithoutSpace(_ start: Int) {
    let name = text(SourceSpan(start, position))
    let bang = SourceSpan(position, position + 1)
    report(
      Diagnostic(
        code: "send-without-space",
        message: "a `!` directly after a name is a part of the name",
        at: bang,
        label: "this reads as the name `\(name)!`",
        fixIts: [
          Diagnostic.FixIt(bang, replacement: " ! ", "write spaces around `!` to send a message")
        ]
      )
    )
  }

  // MARK: - Strings

  /// Reports the string opened at `start`, which has no end.
  mutating func reportUnclosedString(_ start: Int, isMultiline: Bool) {
    if isMultiline {
      endsInsideString = true
      report(
        Diagnostic(
          code: "unclosed-string",
          message: "this string is never closed",
          at: SourceSpan(start, start + 3),
          label: "opened here",
          notes: ["A string of several lines ends with `\"\"\"` on a line of its own."]
        )
      )
      return
    }
    report(
      Diagnostic(
        code: "unclosed-string",
        message: "this string is not closed on its line",
        at: SourceSpan(start, start + 1),
        label: "opened here",
        notes: [
          "Write `\"` at its end, `\\n` for a line break in it, or `\"\"\"` for text of several "
            + "lines."
        ]
      )
    )
  }

  /// Reports the escape whose backslash is at `start`, and skips the character after it.
  mutating func reportBadEscape(_ start: Int) {
    guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else {
      return report(
        badEscape(
          SourceSpan(start, start + 1),
          "a backslash at the end of a line does nothing",
          "remove it"
        )
      )
    }
    position += max(1, sequenceLength(position))
    let span = SourceSpan(start, position)
    report(
      Diagnostic(
        code: "bad-escape",
        message: "`\(text(span))` is not an escape",
        at: span,
        label: "unknown escape",
        notes: [
          "The escapes are `\\n \\t \\r \\e \\0 \\\\ \\\" \\'`, `\\u{1F426}` and `\\(expression)`."
        ],
        fixIts: [Diagnostic.FixIt(span.start, replacement: "\\", "write `\\\\` for a backslash")]
      )
    )
  }

  /// Reports single quotes around no character or several.
  mutating func reportBadCodePoint(_ start: Int, _ scalars: Int) {
    let span = SourceSpan(start, position)
    if scalars == 0 {
      return report(
        Diagnostic(
          code: "bad-code-point",
          message: "there is no character between these quotes",
          at: span,
          label: "write one, like `'a'`, or `\"\"` for the empty string"
        )
      )
    }
    let inner = SourceSpan(start + 1, position - 1)
    report(
      Diagnostic(
        code: "bad-code-point",
        message: "single quotes hold one character",
        at: span,
        label: "this holds \(scalars)",
        notes: ["`'a'` is the integer 97. Text stands in double quotes."],
        fixIts: inner.count > 60
          ? []
          : [
            Diagnostic.FixIt(span, replacement: "\"\(text(inner))\"", "write a string")
          ]
      )
    )
  }
}

extension Lexer {
  /// Lexes an integer or a float, and everything that looks like a part of it.
  mutating func lexNumber() {
    let start = position
    if bytes[start] == UInt8(ascii: "0"), isLetter(byte(start + 1)) { return lexPrefixed() }
    skipWord()
    guard byte(position) == UInt8(ascii: ".") else {
      return finishInteger(start)
    }
    if byte(position + 1) == UInt8(ascii: ".") { return finishInteger(start) }
    guard isDigit(byte(position + 1)) else {
      position += 1
      let span = SourceSpan(start, position)
      return finish(
        .float,
        start,
        problem: isGroupedDigits(start, position - 1)
          ? badNumber(
            span,
            "a float needs a digit after its point",
            "write `\(text(span))0`",
            [Diagnostic.FixIt(span.end, replacement: "0", "add the digit")]
          )
          : badNumber(span, "this is not a number", "not a number")
      )
    }
    finishFloat(start)
  }

  /// Lexes `0x1F`, `0b10` or `0o17`.
  private mutating func lexPrefixed() {
    let start = position
    let mark = bytes[start + 1]
    skipWord()
    let span = SourceSpan(start, position)
    let radix: UInt8
    switch mark {
    case UInt8(ascii: "x"): radix = 16
    case UInt8(ascii: "o"): radix = 8
    case UInt8(ascii: "b"): radix = 2
    default: return finishInteger(start)
    }
    if position == start + 2 {
      return finish(
        .integer,
        start,
        problem: badNumber(span, "this number has no digits", "digits are missing after it")
      )
    }
    for index in (start + 2)..<position
    where bytes[index] != UInt8(ascii: "_") && digitValue(bytes[index]) >= radix {
      let digit = SourceSpan(index, index + 1)
      return finish(
        .integer,
        start,
        problem: badNumber(
          digit,
          "`\(text(digit))` is not a digit of a number that starts with `\(prefix(start))`",
          "the digits are \(radix == 2 ? "0 and 1" : radix == 8 ? "0 to 7" : "0 to 9 and a to f")"
        )
      )
    }
    finish(.integer, start, problem: underscoreProblem(start + 2, position))
  }

  private mutating func finishInteger(_ start: Int) {
    if let bad = (start..<position).first(where: {
      !isDigit(bytes[$0]) && bytes[$0] != UInt8(ascii: "_")
    }) {
      return finish(.integer, start, problem: wordProblem(start, bad))
    }
    finish(.integer, start, problem: underscoreProblem(start, position))
  }

  /// Lexes the rest of a float from its point.
  private mutating func finishFloat(_ start: Int) {
    let point = position
    position += 1
    var index = position
    while isDigit(byte(index)) || byte(index) == UInt8(ascii: "_") { index += 1 }
    let fractionEnd = index
    var exponent: Range<Int>?
    if byte(index) | 0x20 == UInt8(ascii: "e") {
      index += 1
      if byte(index) == UInt8(ascii: "+") || byte(index) == UInt8(ascii: "-") { index += 1 }
      let first = index
      while isDigit(byte(index)) || byte(index) == UInt8(ascii: "_") { index += 1 }
      exponent = first..<index
    }
    position = index
    let firstWordByte = position
    skipWord()
    if position > firstWordByte {
      return finish(.float, start, problem: wordProblem(start, firstWordByte))
    }
    if let exponent, exponent.isEmpty {
      return finish(
        .float,
        start,
        problem: badNumber(
          SourceSpan(start, position),
          "the exponent of this float has no digits",
          "write one like `1.0e5`"
        )
      )
    }
    if byte(position) == UInt8(ascii: "."), isDigit(byte(position + 1)) {
      while isDigit(byte(position)) || byte(position) == UInt8(ascii: ".") { position += 1 }
      return finish(
        .float,
        start,
        problem: badNumber(
          SourceSpan(start, position),
          "a number has one point at most",
          "write a range with two points and spaces, and a version as a string"
        )
      )
    }
    finish(
      .float,
      start,
      problem: underscoreProblem(start, point) ?? underscoreProblem(point + 1, fractionEnd)
        ?? exponent.flatMap { underscoreProblem($0.lowerBound, $0.upperBound) }
    )
  }

  private mutating func finish(_ kind: TokenKind, _ start: Int, problem: Diagnostic?) {
    if let problem { report(problem) }
    emit(problem == nil ? kind : .invalid, from: start, problem == nil ? [] : .hasError)
  }

  // MARK: - Problems

  private func wordProblem(_ start: Int, _ bad: Int) -> Diagnostic {
    let span = SourceSpan(start, position)
    let digits = text(SourceSpan(start, bad))
    let rest = bytes[(bad + 1)..<max(position, bad + 1)]
    if bytes[bad] | 0x20 == UInt8(ascii: "e"), rest.allSatisfy(isDigit) {
      var sign = ""
      var exponent = text(SourceSpan(bad + 1, position))
      if rest.isEmpty, byte(position) == UInt8(ascii: "-") || byte(position) == UInt8(ascii: "+"),
        isDigit(byte(position + 1))
      {
        sign = byte(position) == UInt8(ascii: "-") ? "-" : ""
        var end = position + 1
        while isDigit(byte(end)) { end += 1 }
        exponent = text(SourceSpan(position + 1, end))
      }
      let example = "\(digits).0e\(sign)\(exponent.isEmpty ? "5" : exponent)"
      return badNumber(
        span,
        "a float needs a point with digits on both sides",
        "write it like `\(example)`",
        rest.isEmpty ? [] : [Diagnostic.FixIt(span, replacement: example, "write the point")]
      )
    }
    if bytes[start] == UInt8(ascii: "0"), bad == start + 1, [88, 66, 79].contains(bytes[bad]) {
      let lower = "0" + text(SourceSpan(bad, bad + 1)).lowercased()
      return badNumber(
        span,
        "the mark of a number's base is a small letter",
        "write `\(lower)`",
        [Diagnostic.FixIt(SourceSpan(start, bad + 1), replacement: lower, "use the small letter")]
      )
    }
    return badNumber(
      span,
      "`\(text(span))` is neither a number nor a name",
      "a name cannot start with a digit, and a number ends at its last digit"
    )
  }

  /// Finds an underscore that is not between two digits.
  private func underscoreProblem(_ lower: Int, _ upper: Int) -> Diagnostic? {
    for index in lower..<upper where bytes[index] == UInt8(ascii: "_") {
      let isBetween =
        index > lower && index + 1 < upper && bytes[index - 1] != UInt8(ascii: "_")
        && bytes[index + 1] != UInt8(ascii: "_")
      if !isBetween {
        var end = index
        while end < upper, bytes[end] == UInt8(ascii: "_") { end += 1 }
        let keeps = index > lower && end < upper
        return badNumber(
          SourceSpan(index, end),
          "an underscore in a number stands alone between two digits",
          "misplaced underscore",
          [
            Diagnostic.FixIt(
              SourceSpan(index, end),
              replacement: keeps ? "_" : "",
              keeps ? "leave one underscore" : "remove it"
            )
          ]
        )
      }
    }
    return nil
  }

  private func isGroupedDigits(_ lower: Int, _ upper: Int) -> Bool {
    bytes[lower..<upper].allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
      && underscoreProblem(lower, upper) == nil
  }

  private func badNumber(
    _ span: SourceSpan,
    _ message: String,
    _ label: String,
    _ fixIts: [Diagnostic.FixIt] = []
  ) -> Diagnostic {
    Diagnostic(code: "bad-number", message: message, at: span, label: label, fixIts: fixIts)
  }

  private func prefix(_ start: Int) -> String { text(SourceSpan(start, start + 2)) }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// The text in `span`, cut short when it is long, for messages.
  func text(_ span: SourceSpan) -> String {
    let upper = min(span.upper, span.lower + 60, bytes.count)
    let cut = upper < span.upper ? "..." : ""
    return String(decoding: bytes[min(span.lower, upper)..<upper], as: UTF8.self) + cut
  }
}

/// The value of an ASCII digit of a base up to 36, or 255.
func digitValue(_ byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A") + 10
  default: 255
  }
}

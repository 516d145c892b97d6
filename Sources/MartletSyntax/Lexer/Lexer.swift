/// Turns the bytes of a source text into tokens, in linear time and without recursion.
///
/// A string is a sequence of tokens: its quotes, its pieces of text, and its interpolations with
/// the tokens in them. While the lexer reads an interpolation it keeps the strings around it in
/// `openStrings`, so that strings nest without a bound.
package struct Lexer {
  /// The text.
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where the lexer stands.
  var position = 0
  /// The tokens so far.
  var tokens: [Token] = []
  /// The lines of documentation so far.
  var documentation: [SourceSpan] = []
  /// What was wrong so far.
  var diagnostics: [Diagnostic] = []
  /// Whether the text ended inside a string of several lines.
  var endsInsideString = false

  /// A string whose interpolation is being read.
  struct OpenString {
    let start: Int
    let isMultiline: Bool
    let outerParentheses: Int
  }
  /// The strings whose interpolations are open, the outermost first.
  var openStrings: [OpenString] = []
  /// How many of `openStrings` have to stay on one line.
  var oneLineStrings = 0
  /// How many parentheses are open in the innermost interpolation.
  var openParentheses = 0
  /// Whether a line break stands before the current position, since the last token.
  var sawNewline = true
  private var previousEnd = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 4 + 8)
  }

  /// What the lexer made of a source text.
  package struct Result: Sendable {
    /// The tokens; the last one is the end of the file.
    package let tokens: [Token]
    /// The lines of documentation, each from its `##`.
    package let documentation: [SourceSpan]
    /// What was wrong.
    package let diagnostics: [Diagnostic]
    /// Whether the text ended inside a string of several lines.
    package let endsInsideString: Bool
  }

  /// Returns the tokens of `source`.
  package static func tokenize(_ source: SourceText) -> Result {
    guard source.bytes.count <= SourceText.maximumCount else { return refuse(source) }
    return source.bytes.withUnsafeBufferPointer { bytes in
      var lexer = Lexer(bytes)
      lexer.checkEncoding()
      lexer.run()
      return Result(
        tokens: lexer.tokens,
        documentation: lexer.documentation,
        diagnostics: lexer.diagnostics,
        endsInsideString: lexer.endsInsideString
      )
    }
  }

  private static func refuse(_ source: SourceText) -> Result {
    Result(
      tokens: [Token(.endOfFile, 0, 0, .newlineBefore)],
      documentation: [],
      diagnostics: [
        Diagnostic(
          code: "file-too-large",
          message: "this file is larger than 4 GiB",
          at: SourceSpan(0, 0)
        )
      ],
      endsInsideString: false
    )
  }

  private mutating func run() {
    if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { position = 3 }
    if byte(position) == UInt8(ascii: "#"), byte(position + 1) == UInt8(ascii: "!") {
      skipToLineEnd()
    }
    while true {
      skipTrivia()
      guard position < bytes.count else { break }
      lexToken()
    }
    if !openStrings.isEmpty { closeOpenStrings(atEndOfFile: true) }
    emit(.endOfFile, from: position)
  }

  // MARK: - Bytes

  /// The byte at `index`, or zero past the end.
  func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// Adds a token from `start` to the current position.
  mutating func emit(_ kind: TokenKind, from start: Int, _ extra: Token.Flags = []) {
    var flags = extra
    if sawNewline { flags.insert(.newlineBefore) }
    if start != previousEnd { flags.insert(.spaceBefore) }
    tokens.append(Token(kind, start, position, flags))
    sawNewline = false
    previousEnd = position
  }

  /// Adds a problem.
  mutating func report(_ diagnostic: Diagnostic) {
    // Nobody reads more; the parser says that there were too many.
    if diagnostics.count <= Parser.maximumDiagnostics { diagnostics.append(diagnostic) }
  }

  // MARK: - White space and comments

  private mutating func skipTrivia() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "\n"):
        if oneLineStrings > 0 {
          closeOpenStrings(atEndOfFile: false)
        } else {
          sawNewline = true
          position += 1
        }
      case UInt8(ascii: "#"):
        skipComment()
      default:
        return
      }
    }
  }

  private mutating func skipComment() {
    let start = position
    skipToLineEnd()
    if sawNewline, byte(start + 1) == UInt8(ascii: "#"), byte(start + 2) != UInt8(ascii: "#") {
      documentation.append(SourceSpan(start, position))
    }
  }

  /// Goes on to the next line break.
  mutating func skipToLineEnd() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  // MARK: - Tokens

  private mutating func lexToken() {
    let start = position
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): lexName()
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      skipWord()
      emit(.moduleName, from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumber()
    case UInt8(ascii: "\""): lexString()
    case UInt8(ascii: "'"): lexCodePoint()
    case UInt8(ascii: ":"): lexColon()
    case UInt8(ascii: "("):
      openParentheses += 1
      single(.leftParenthesis)
    case UInt8(ascii: ")"):
      if openParentheses == 0, let string = openStrings.popLast() {
        position += 1
        emit(.interpolationEnd, from: start)
        if !string.isMultiline { oneLineStrings -= 1 }
        openParentheses = string.outerParentheses
        lexStringBody(start: string.start, isMultiline: string.isMultiline)
      } else {
        openParentheses = max(0, openParentheses - 1)
        single(.rightParenthesis)
      }
    default: lexSign(first)
    }
  }

  private mutating func single(_ kind: TokenKind) { sign(kind, 1) }

  private mutating func sign(_ kind: TokenKind, _ length: Int, _ flags: Token.Flags = []) {
    let start = position
    position += length
    emit(kind, from: start, flags)
  }

  /// Skips letters, digits and underscores.
  mutating func skipWord() {
    while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
  }

  private mutating func lexName() {
    let start = position
    skipWord()
    switch byte(position) {
    case UInt8(ascii: "?"):
      position += 1
      emit(.name, from: start)
    case UInt8(ascii: "!") where byte(position + 1) != UInt8(ascii: "="):
      if startsOperandAfterBang(position + 1) {
        reportSendWithoutSpace(start)
        emit(.name, from: start)
        sign(.bang, 1)
      } else {
        position += 1
        emit(.name, from: start)
      }
    default:
      emit(TokenKind.keyword(bytes[start..<position]) ?? .name, from: start)
    }
  }

  /// Whether a name cannot go on at `index` with a call or an index, but an operand can begin.
  private func startsOperandAfterBang(_ index: Int) -> Bool {
    switch byte(index) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "%"), UInt8(ascii: "&"): true
    case UInt8(ascii: "<"): byte(index + 1) == UInt8(ascii: "<")
    case let byte: isWordByte(byte)
    }
  }

  /// Lexes a colon: a separator directly after what can be a key or a segment, else an atom.
  private mutating func lexColon() {
    let start = position
    if start == previousEnd, let previous = tokens.last?.kind,
      previous.endsOperand || previous.isKeyword
    {
      return single(.colon)
    }
    position += 1
    if byte(position) == UInt8(ascii: "\"") { return lexQuotedAtom(start) }
    guard isWordByte(byte(position)), !isDigit(byte(position)) else {
      return emit(.colon, from: start)
    }
    skipWord()
    if byte(position) == UInt8(ascii: "?")
      || (byte(position) == UInt8(ascii: "!") && byte(position + 1) != UInt8(ascii: "="))
    {
      position += 1
    }
    emit(.atom, from: start)
  }

  private mutating func lexSign(_ first: UInt8) {
    let second = byte(position + 1)
    let third = byte(position + 2)
    switch (first, second) {
    case (UInt8(ascii: "["), _): single(.leftBracket)
    case (UInt8(ascii: "]"), _): single(.rightBracket)
    case (UInt8(ascii: "{"), _): single(.leftBrace)
    case (UInt8(ascii: "}"), _): single(.rightBrace)
    case (UInt8(ascii: ","), _): single(.comma)
    case (UInt8(ascii: ";"), _): single(.semicolon)
    case (UInt8(ascii: "^"), _): single(.caret)
    case (UInt8(ascii: "%"), UInt8(ascii: "{")): sign(.mapStart, 2)
    case (UInt8(ascii: "."), UInt8(ascii: ".")): sign(.range, 2)
    case (UInt8(ascii: "."), _): single(.dot)
    case (UInt8(ascii: "="), UInt8(ascii: "=")):
      if third == UInt8(ascii: "=") { sign(.identical, 3) } else { sign(.equal, 2) }
    case (UInt8(ascii: "="), UInt8(ascii: ">")): sign(.fatArrow, 2)
    case (UInt8(ascii: "="), _): single(.assign)
    case (UInt8(ascii: "!"), UInt8(ascii: "=")):
      if third == UInt8(ascii: "=") { sign(.notIdentical, 3) } else { sign(.notEqual, 2) }
    case (UInt8(ascii: "!"), _): single(.bang)
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): sign(.lessOrEqual, 2)
    case (UInt8(ascii: "<"), UInt8(ascii: "<")): sign(.binaryStart, 2)
    case (UInt8(ascii: "<"), UInt8(ascii: ">")): sign(.concatenate, 2)
    case (UInt8(ascii: "<"), _): single(.less)
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): sign(.greaterOrEqual, 2)
    case (UInt8(ascii: ">"), UInt8(ascii: ">")): sign(.binaryEnd, 2)
    case (UInt8(ascii: ">"), _): single(.greater)
    case (UInt8(ascii: "-"), UInt8(ascii: ">")): sign(.arrow, 2)
    case (UInt8(ascii: "+"), UInt8(ascii: "=")), (UInt8(ascii: "-"), UInt8(ascii: "=")),
      (UInt8(ascii: "*"), UInt8(ascii: "=")), (UInt8(ascii: "/"), UInt8(ascii: "=")):
      sign(.compoundAssign, 2)
    case (UInt8(ascii: "-"), UInt8(ascii: "-")): sign(.minusMinus, 2)
    case (UInt8(ascii: "-"), _): single(.minus)
    case (UInt8(ascii: "+"), UInt8(ascii: "+")): sign(.plusPlus, 2)
    case (UInt8(ascii: "+"), _): single(.plus)
    case (UInt8(ascii: "/"), UInt8(ascii: "/")), (UInt8(ascii: "/"), UInt8(ascii: "*")):
      skipForeignComment()
    case (UInt8(ascii: "/"), _): single(.slash)
    case (UInt8(ascii: "*"), _): single(.star)
    case (UInt8(ascii: "|"), UInt8(ascii: ">")): sign(.pipe, 2)
    case (UInt8(ascii: "|"), UInt8(ascii: "|")): foreignOperator("||", .or, "or")
    case (UInt8(ascii: "|"), _): single(.bar)
    case (UInt8(ascii: "&"), UInt8(ascii: "&")): foreignOperator("&&", .and, "and")
    case (UInt8(ascii: "&"), _): single(.ampersand)
    case (UInt8(ascii: "%"), _): foreignOperator("%", .rem, "rem")
    default: lexInvalid()
    }
  }
}

/// Whether `byte` may stand in a name.
func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
    true
  default: false
  }
}

/// Whether `byte` is a decimal digit.
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// The kinds of tokens.
package enum TokenKind: UInt8, Hashable, Sendable, CaseIterable {
  /// The end of the text.
  case endOfFile
  /// Bytes that are no token; an error has been reported.
  case invalid

  /// A variable's or function's name.
  case name
  /// One part of a module's name.
  case moduleName
  /// An integer.
  case integer
  /// A float.
  case float
  /// A code point, like `'a'`.
  case codePoint
  /// An atom, like `:ok`.
  case atom
  /// An atom in quotes, like `:"any text"`.
  case quotedAtom
  /// The `"` that opens a string.
  case stringStart
  /// The `"""` that opens a string of several lines.
  case multilineStringStart
  /// Text of a string between quotes and interpolations, escapes included.
  case stringText
  /// The `\(` that opens an interpolation.
  case interpolationStart
  /// The `)` that closes an interpolation.
  case interpolationEnd
  /// The quotes that close a string.
  case stringEnd

  // Keywords, as `language.md` lists them.
  case module, fn, `private`, `let`, `if`, `else`, match, receive, after, `try`, `catch`, when
  case `for`, `in`, `as`, and, or, not, div, rem, band, bor, bxor, bnot, bsl, bsr
  case `true`, `false`, `nil`

  /// `(`
  case leftParenthesis
  /// `)`
  case rightParenthesis
  /// `[`
  case leftBracket
  /// `]`
  case rightBracket
  /// `{`
  case leftBrace
  /// `}`
  case rightBrace
  /// `%{`
  case mapStart
  /// `<<`
  case binaryStart
  /// `>>`
  case binaryEnd

  /// `,`
  case comma
  /// `;`
  case semicolon
  /// `:` between a key and its value, or a segment and its size
  case colon
  /// `.`
  case dot
  /// `->`
  case arrow
  /// `=>`
  case fatArrow
  /// `=`
  case assign
  /// An operator like `+=`, which the language does not have.
  case compoundAssign
  /// `|`
  case bar
  /// `&`
  case ampersand
  /// `^`
  case caret
  /// `|>`
  case pipe
  /// `!`
  case bang
  /// `==`
  case equal
  /// `!=`
  case notEqual
  /// `===`
  case identical
  /// `!==`
  case notIdentical
  /// `<`
  case less
  /// `<=`
  case lessOrEqual
  /// `>`
  case greater
  /// `>=`
  case greaterOrEqual
  /// `++`
  case plusPlus
  /// `--`
  case minusMinus
  /// `<>`
  case concatenate
  /// `..`
  case range
  /// `+`
  case plus
  /// `-`
  case minus
  /// `*`
  case star
  /// `/`
  case slash
}

extension TokenKind {
  /// The text of a keyword or a sign, which is always the same; nil for other kinds.
  package var fixedText: String? {
    switch self {
    case .endOfFile, .invalid, .name, .moduleName, .integer, .float, .codePoint, .atom,
      .quotedAtom, .stringText, .stringEnd, .compoundAssign:
      nil
    case .stringStart: "\""
    case .multilineStringStart: "\"\"\""
    case .interpolationStart: "\\("
    case .interpolationEnd, .rightParenthesis: ")"
    case .leftParenthesis: "("
    case .leftBracket: "["
    case .rightBracket: "]"
    case .leftBrace: "{"
    case .rightBrace: "}"
    case .mapStart: "%{"
    case .binaryStart: "<<"
    case .binaryEnd: ">>"
    case .comma: ","
    case .semicolon: ";"
    case .colon: ":"
    case .dot: "."
    case .arrow: "->"
    case .fatArrow: "=>"
    case .assign: "="
    case .bar: "|"
    case .ampersand: "&"
    case .caret: "^"
    case .pipe: "|>"
    case .bang: "!"
    case .equal: "=="
    case .notEqual: "!="
    case .identical: "==="
    case .notIdentical: "!=="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .plusPlus: "++"
    case .minusMinus: "--"
    case .concatenate: "<>"
    case .range: ".."
    case .plus: "+"
    case .minus: "-"
    case .star: "*"
    case .slash: "/"
    case .module: "module"
    case .fn: "fn"
    case .private: "private"
    case .let: "let"
    case .if: "if"
    case .else: "else"
    case .match: "match"
    case .receive: "receive"
    case .after: "after"
    case .try: "try"
    case .catch: "catch"
    case .when: "when"
    case .for: "for"
    case .in: "in"
    case .as: "as"
    case .and: "and"
    case .or: "or"
    case .not: "not"
    case .div: "div"
    case .rem: "rem"
    case .band: "band"
    case .bor: "bor"
    case .bxor: "bxor"
    case .bnot: "bnot"
    case .bsl: "bsl"
    case .bsr: "bsr"
    case .true: "true"
    case .false: "false"
    case .nil: "nil"
    }
  }

  /// Whether the token is a word that may not be a variable's or a function's name.
  package var isKeyword: Bool {
    rawValue >= TokenKind.module.rawValue && rawValue <= TokenKind.nil.rawValue
  }

  /// Whether the token is a name or a keyword, which may be a key or follow a dot.
  var isWord: Bool { self == .name || isKeyword }

  /// Whether the token opens a bracket, an interpolation included.
  var isOpening: Bool { closing != nil }

  /// The token that closes what this one opens.
  var closing: TokenKind? {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    case .leftBrace, .mapStart: .rightBrace
    case .binaryStart: .binaryEnd
    case .interpolationStart: .interpolationEnd
    default: nil
    }
  }

  /// Whether the token closes a bracket.
  var isClosing: Bool {
    switch self {
    case .rightParenthesis, .rightBracket, .rightBrace, .binaryEnd, .interpolationEnd: true
    default: false
    }
  }

  /// The operator that the token stands for between two operands.
  var infixOperator: InfixOperator? {
    switch self {
    case .bang: .send
    case .or: .or
    case .and: .and
    case .equal: .equal
    case .notEqual: .notEqual
    case .identical: .identical
    case .notIdentical: .notIdentical
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .plusPlus: .append
    case .minusMinus: .subtractList
    case .concatenate: .concatenate
    case .range: .range
    case .plus: .add
    case .minus: .subtract
    case .bor: .bitOr
    case .bxor: .bitXor
    case .bsl: .shiftLeft
    case .bsr: .shiftRight
    case .star: .multiply
    case .slash: .divide
    case .div: .quotient
    case .rem: .remainder
    case .band: .bitAnd
    default: nil
    }
  }

  /// Whether an expression can start with the token.
  var startsOperand: Bool {
    switch self {
    case .name, .moduleName, .integer, .float, .codePoint, .atom, .quotedAtom, .stringStart,
      .multilineStringStart, .leftParenthesis, .leftBracket, .mapStart, .binaryStart, .ampersand,
      .fn, .if, .match, .receive, .try, .for, .not, .bnot, .minus, .true, .false, .nil:
      true
    default: false
    }
  }

  /// Whether an expression can end with the token.
  var endsOperand: Bool {
    switch self {
    case .name, .moduleName, .integer, .float, .codePoint, .atom, .quotedAtom, .stringEnd,
      .rightParenthesis, .rightBracket, .rightBrace, .binaryEnd, .true, .false, .nil:
      true
    default: false
    }
  }

  /// The keyword that reads `bytes`, if one does.
  static func keyword(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> TokenKind? {
    guard bytes.count < keywordsByLength.count else { return nil }
    let candidates = keywordsByLength[bytes.count]
    guard !candidates.isEmpty else { return nil }
    let word = pack(bytes)
    for candidate in candidates where candidate.word == word { return candidate.kind }
    return nil
  }

  /// The words that are keywords.
  package static let keywords: [String] = allCases.filter(\.isKeyword).compactMap(\.fixedText)

  private static let keywordsByLength: [[(word: UInt64, kind: TokenKind)]] = {
    var table = [[(word: UInt64, kind: TokenKind)]](repeating: [], count: 9)
    for kind in allCases where kind.isKeyword {
      let text = Array((kind.fixedText ?? "").utf8)
      table[text.count].append((pack(text), kind))
    }
    return table
  }()

  private static func pack(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for byte in bytes { word = word << 8 | UInt64(byte) }
    return word
  }
}

import MartletSyntax

/// Gathers lines until they are a whole statement.
///
/// The parser decides: while all that is wrong with a text is that it stops too early, more lines
/// are asked for. A line that holds only `break()` drops what has been typed of a statement.
package struct StatementReader {
  /// What has become of the lines so far.
  package enum Outcome: Equatable, Sendable {
    /// More lines are needed.
    case incomplete
    /// The statement, without the line break at its end.
    case statement(String)
    /// Nothing but blank lines and comments.
    case blank
    /// The user has dropped the unfinished statement.
    case dropped
    /// The statement is larger than ``maximumCount``; it has been dropped.
    case tooLarge
  }

  /// The most bytes of a statement.
  package static let maximumCount = 4 << 20
  /// Up to so many bytes every line is followed by a parse, which tells of mistakes at once.
  private static let eagerCount = 32 << 10

  /// Whether an open bracket always asks for more lines.
  ///
  /// Without a person who could mend a mistake in the third line of a module, the module is read to
  /// its end all the same: its other lines are no statements.
  package let readsToTheEnd: Bool
  /// The lines so far, each with its line break.
  package private(set) var text = ""
  /// How many brackets are open, when that is known and no string is.
  private var openBrackets = 0

  /// Makes a reader that has no lines yet.
  package init(readsToTheEnd: Bool = false) { self.readsToTheEnd = readsToTheEnd }

  /// Whether a statement has been begun.
  package var isUnderWay: Bool { !text.isEmpty }

  /// Forgets the lines so far.
  package mutating func drop() {
    text = ""
    openBrackets = 0
  }

  /// Takes a line, or several at once from a paste, without the last line break.
  package mutating func add(_ line: String) -> Outcome {
    if isUnderWay, StatementReader.isBreak(line) {
      drop()
      return .dropped
    }
    guard text.utf8.count + line.utf8.count < StatementReader.maximumCount else {
      drop()
      return .tooLarge
    }
    if !isUnderWay, StatementReader.isBlank(line) { return .blank }
    text += line
    text += "\n"
    if StatementReader.isDocumentation(text) {
      // Of what comes next, unless that is a blank line.
      if line.utf8.contains(where: { $0 != 32 && $0 != 9 && $0 != 13 }) { return .incomplete }
      drop()
      return .blank
    }
    if staysOpen(after: line) || isIncomplete() { return .incomplete }
    return finish()
  }

  /// Returns what there is although it may be no whole statement: the input is at its end.
  package mutating func end() -> Outcome { isUnderWay ? finish() : .blank }

  /// Whether a line asks to drop what has been typed, or to end what runs.
  package static func isBreak(_ line: String) -> Bool {
    line.utf8.filter { $0 != 32 && $0 != 9 && $0 != 13 && $0 != 10 }.elementsEqual("break()".utf8)
  }

  /// Whether a line goes on with the expression before it; nil when it is blank or a comment, which
  /// leaves it to the line after.
  package static func continues(_ line: some Sequence<UInt8>) -> Bool? {
    let words = Array(line.drop { $0 == 32 || $0 == 9 || $0 == 13 || $0 == 10 })
    guard let first = words.first, first != UInt8(ascii: "#") else { return nil }
    if words.starts(with: "|>".utf8) { return true }
    if first == UInt8(ascii: ".") { return !words.starts(with: "..".utf8) }
    let word = words.prefix { $0 == 95 || (97...122).contains($0 | 32) || (48...57).contains($0) }
    return ["and", "or", "else", "catch", "after"].contains { word.elementsEqual($0.utf8) }
  }

  private mutating func finish() -> Outcome {
    let statement = String(text.dropLast())
    drop()
    return .statement(statement)
  }

  /// Whether no line without a closing bracket can end the statement, by the brackets of `line`
  /// alone: a module of thousands of lines is not parsed once a line.
  private mutating func staysOpen(after line: String) -> Bool {
    guard openBrackets > 0, readsToTheEnd || text.utf8.count > StatementReader.eagerCount else {
      return false
    }
    let lexed = Lexer.tokenize(SourceText(name: "line", line))
    guard !lexed.endsInsideString, lexed.diagnostics.isEmpty else {
      openBrackets = 0
      return false
    }
    openBrackets += StatementReader.brackets(lexed.tokens)
    return openBrackets > 0
  }

  private mutating func isIncomplete() -> Bool {
    let source = SourceText(name: "statement", text)
    openBrackets = 0
    if readsToTheEnd || text.utf8.count > StatementReader.eagerCount {
      let lexed = Lexer.tokenize(source)
      if !lexed.endsInsideString { openBrackets = StatementReader.brackets(lexed.tokens) }
      if readsToTheEnd, openBrackets > 0 || lexed.endsInsideString { return true }
    }
    let isIncomplete = Parser.parse(source).isIncomplete
    if !isIncomplete { openBrackets = 0 }
    return isIncomplete
  }

  /// How many more brackets are opened than closed.
  private static func brackets(_ tokens: [Token]) -> Int {
    var count = 0
    for token in tokens {
      switch token.kind {
      case .leftParenthesis, .leftBracket, .leftBrace, .mapStart, .binaryStart,
        .interpolationStart:
        count += 1
      case .rightParenthesis, .rightBracket, .rightBrace, .binaryEnd, .interpolationEnd:
        count -= 1
      default: break
      }
    }
    return count
  }

  /// Whether a text has no lines but comments and blank ones.
  private static func isDocumentation(_ text: String) -> Bool {
    text.utf8.split(separator: 10).allSatisfy { line in
      let first = line.first { $0 != 32 && $0 != 9 && $0 != 13 }
      return first == nil || first == UInt8(ascii: "#")
    }
  }

  /// Whether there is nothing to evaluate in a text, and nothing that belongs to what follows.
  private static func isBlank(_ text: String) -> Bool {
    for line in text.utf8.split(separator: 10) {
      guard let first = line.first(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { continue }
      if first != UInt8(ascii: "#") { return false }
      // The documentation of a function that may follow.
      if line.drop(while: { $0 == 32 || $0 == 9 }).starts(with: "##".utf8) { return false }
    }
    return true
  }
}

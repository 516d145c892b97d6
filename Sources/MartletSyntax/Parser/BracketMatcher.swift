/// Finds which brackets belong together before parsing, so that the parser can tell a bracket that
/// was never closed from a mistake between two that match.
struct BracketMatcher {
  /// For each token the index of the bracket that belongs to it, or -1.
  private(set) var partners: [Int32]
  /// The first `{` that is closed by a `}` further to the left than the line it opens on, which is
  /// probably the one that was not closed when there are too few.
  private(set) var suspect: Int?

  /// Matches the brackets among `tokens`.
  init(_ tokens: [Token], _ bytes: [UInt8]) {
    partners = [Int32](repeating: -1, count: tokens.count)
    var open: [(index: Int, closing: TokenKind, indentation: Int)] = []
    // How many of each closing kind `open` waits for, so that a stray one costs no search.
    var waiting = [Int](repeating: 0, count: 256)
    var indentation = 0
    for index in tokens.indices {
      let token = tokens[index]
      if token.newlineBefore { indentation = BracketMatcher.indentation(of: token, bytes) }
      if let closing = token.kind.closing {
        open.append((index, closing, indentation))
        waiting[Int(closing.rawValue)] += 1
        continue
      }
      guard token.kind.isClosing, waiting[Int(token.kind.rawValue)] > 0 else { continue }
      while let top = open.popLast() {
        waiting[Int(top.closing.rawValue)] -= 1
        guard top.closing == token.kind else { continue }
        partners[index] = Int32(truncatingIfNeeded: top.index)
        partners[top.index] = Int32(truncatingIfNeeded: index)
        if suspect == nil, token.kind == .rightBrace, token.newlineBefore,
          indentation < top.indentation
        {
          suspect = top.index
        }
        break
      }
    }
  }

  /// The number of bytes between the start of the line and `token`, its first token.
  static func indentation(of token: Token, _ bytes: [UInt8]) -> Int {
    var start = token.lower
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return token.lower - start
  }
}

/// Lays a text out over lines: groups that fit their line stay on it, others break at their gaps.
///
/// A piece is written as soon as it is known whether its groups fit, so no more than a line is ever
/// kept, and the work is that of the text, however deep the groups. Whether a group fits includes
/// what follows it up to the next gap. After D. C. Oppen, "Prettyprinting" (1980).
struct LineLayout {
  /// What has been laid out.
  private(set) var output: CutText
  private let width: Int
  /// No group breaks: everything goes straight to the output.
  private let isFlat: Bool
  private let total: Int
  /// Where the lines of what is broken begin.
  private var indentation: Int
  private let deepest: Int
  /// The columns left on the line.
  private var space: Int
  /// The groups that are open and decided, outermost first.
  private var frames: [Frame] = []

  /// What waits to be decided.
  private var tokens: [Token] = []
  private var firstToken = 0
  private var waitingBytes: [UInt8] = []
  /// The groups and gaps among the tokens whose sizes are not known yet, outermost first.
  private var open: [Int] = []
  private var firstOpen = 0
  /// The columns of all that has come, and of all that has been written, were nothing broken.
  private var columnsCome = 0
  private var columnsWritten = 0

  private struct Frame {
    var indentation: Int
    var isFlat: Bool
  }

  private enum Kind: UInt8 {
    case text
    case open
    case close
    case gap
    case padding
  }

  /// How a gap breaks.
  enum Break: UInt8 {
    /// Whenever its group does.
    case always
    /// When its group does, and what follows up to the next gap does not fit.
    case whenFull
    /// Whenever its group does, back to where the group began.
    case end
  }

  private struct Token {
    var kind: Kind
    var style: TextStyle = .plain
    var breaks: Break = .always
    /// The columns up to where this ends to matter; negative while they are not known.
    var size: Int
    /// The columns of its own in a group that fits; of a padding, in one that does not.
    var columns = 0
    var end = 0
  }

  /// How much deeper each group is than the one around it.
  private static let step = 2
  private static let endless = 1 << 40

  /// Makes a layout of lines of `width` columns, with the first `indent` taken.
  init(width: Int, indent: Int, total: Int, usesColor: Bool) {
    output = CutText(limit: total, usesColor: usesColor)
    isFlat = width > LineLayout.widest
    self.width = min(width, LineLayout.widest)
    self.total = total
    indentation = indent
    // What is deeper than that would have no room, and its indentation no end.
    deepest = indent + max(self.width - indent, 0) / 3 * 2
    space = self.width - indent
  }

  /// The lines that are longer have no end.
  private static let widest = 1 << 30

  /// Whether nothing more can be written.
  var isFull: Bool { output.isCut }
}

// MARK: - What comes

extension LineLayout {
  /// Begins a group.
  mutating func openGroup() {
    if isFlat { return }
    if isDecided { restart() }
    append(Token(kind: .open, size: -columnsCome), isOpen: true)
  }

  /// Ends a group.
  mutating func closeGroup() {
    if isFlat { return }
    if isDecided { writeClose() } else { append(Token(kind: .close, size: -1), isOpen: true) }
  }

  /// A place where its group may break; otherwise `columns` spaces.
  mutating func gap(_ kind: Break, columns: Int) {
    if isFlat {
      output.append(spaces: columns)
      return
    }
    var token = Token(kind: .gap, breaks: kind, size: 0, columns: columns)
    if isDecided && kind != .whenFull {
      writeGap(token)
      return
    }
    if isDecided { restart() } else { settle() }
    token.size = -columnsCome
    append(token, isOpen: true)
    columnsCome += columns
  }

  /// Spaces that are there only when their group breaks.
  mutating func padding(_ columns: Int) {
    if isFlat || columns <= 0 { return }
    if isDecided {
      writePadding(columns)
    } else {
      append(Token(kind: .padding, size: 0, columns: columns), isOpen: false)
    }
  }

  /// A text of so many columns.
  mutating func text(_ text: ArraySlice<UInt8>, _ style: TextStyle = .plain, columns: Int) {
    if isFlat || isDecided {
      output.append(text, style)
      space -= columns
      return
    }
    waitingBytes += text
    append(
      Token(kind: .text, style: style, size: columns, columns: columns, end: text.count),
      isOpen: false
    )
    columnsCome += columns
    makeRoom()
    // What comes is not seen any more.
    if waitingBytes.count > total { writeAll() }
  }

  /// Writes what still waits at the end.
  mutating func finish() {
    settle()
    writeAll()
  }
}

// MARK: - What is decided

extension LineLayout {
  private var isDecided: Bool { firstOpen == open.count }

  private mutating func restart() {
    columnsCome = 1
    columnsWritten = 1
  }

  private mutating func append(_ token: Token, isOpen: Bool) {
    if isOpen { open.append(tokens.count) }
    tokens.append(token)
  }

  /// Works out the sizes that are known at a gap or at the end: of the gap before and of the groups
  /// that have ended since.
  private mutating func settle() {
    var depth = 0
    while firstOpen < open.count, let index = open.last {
      switch tokens[index].kind {
      case .open:
        if depth == 0 { return }
        depth -= 1
        tokens[index].size += columnsCome
      case .close:
        depth += 1
        tokens[index].size = 1
      default: tokens[index].size += columnsCome
      }
      let isGap = tokens[index].kind == .gap
      open.removeLast()
      if isGap && depth == 0 { return }
    }
  }

  /// Breaks the outermost groups until what waits fits the line.
  private mutating func makeRoom() {
    while columnsCome - columnsWritten > space, firstToken < tokens.count {
      if firstOpen < open.count, open[firstOpen] == firstToken {
        tokens[firstToken].size = LineLayout.endless
        firstOpen += 1
      }
      write()
    }
    if firstOpen > 1_000, firstOpen * 2 > open.count {
      open.removeFirst(firstOpen)
      firstOpen = 0
    }
  }

  /// Writes all tokens; what has come so far of those that are open fits.
  private mutating func writeAll() {
    while !isDecided {
      tokens[open[firstOpen]].size = 0
      firstOpen += 1
    }
    write()
  }

  /// Writes the tokens up to the first whose size is not known.
  private mutating func write() {
    var taken = 0
    while firstToken < tokens.count, tokens[firstToken].size >= 0 {
      let token = tokens[firstToken]
      firstToken += 1
      switch token.kind {
      case .text:
        columnsWritten += token.columns
        output.append(waitingBytes[taken..<taken + token.end], token.style)
        taken += token.end
        space -= token.columns
      case .open:
        let fits = token.size <= space
        frames.append(Frame(indentation: indentation, isFlat: fits))
        if !fits { indentation = min(indentation + LineLayout.step, deepest) }
      case .close: writeClose()
      case .padding: writePadding(token.columns)
      case .gap:
        columnsWritten += token.columns
        writeGap(token)
      }
    }
    if firstToken == tokens.count {
      tokens.removeAll(keepingCapacity: true)
      waitingBytes.removeAll(keepingCapacity: true)
      open.removeAll(keepingCapacity: true)
      firstToken = 0
      firstOpen = 0
    } else {
      waitingBytes.removeFirst(taken)
      if firstToken > 1_000 {
        tokens.removeFirst(firstToken)
        for index in open.indices { open[index] -= firstToken }
        firstToken = 0
      }
    }
  }

  private mutating func writeClose() {
    if let frame = frames.popLast() { indentation = frame.indentation }
  }

  private mutating func writePadding(_ columns: Int) {
    if frames.last?.isFlat == false {
      output.append(spaces: columns)
      space -= columns
    }
  }

  private mutating func writeGap(_ token: Token) {
    let isBroken: Bool
    switch token.breaks {
    case .whenFull: isBroken = token.size > space && frames.last?.isFlat == false
    case .always, .end: isBroken = frames.last?.isFlat == false
    }
    guard isBroken else {
      output.append(spaces: token.columns)
      space -= token.columns
      return
    }
    let column =
      token.breaks == .end ? frames.last?.indentation ?? indentation : indentation
    output.append(LineLayout.newline, .plain)
    output.append(spaces: column)
    space = width - column
  }

  private static let newline = [UInt8(ascii: "\n")][...]
}

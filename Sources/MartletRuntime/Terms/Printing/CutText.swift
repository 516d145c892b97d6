/// A text that never has more than so many bytes: it ends with `…` then.
///
/// The cut is between characters and outside the sequences that switch colours.
struct CutText {
  /// The text so far.
  private(set) var bytes: [UInt8] = []
  /// Whether it is full.
  private(set) var isCut = false
  private let limit: Int
  private let usesColor: Bool
  /// The piece in which the text must end when it does not end by itself.
  private var lastPiece: Piece?

  /// Where a piece stands.
  private struct Piece {
    /// Where it begins, with the sequence before it.
    var start: Int
    var content: Range<Int>
    var hasColor: Bool
  }

  private static let ellipsis = Array("…".utf8)

  /// Makes an empty text of at most `limit` bytes.
  init(limit: Int, usesColor: Bool) {
    self.limit = limit
    self.usesColor = usesColor
  }

  /// Appends a piece.
  mutating func append(_ text: ArraySlice<UInt8>, _ style: TextStyle) {
    if isCut || text.isEmpty { return }
    let code = usesColor ? style.code : []
    let start = bytes.count
    bytes += code
    bytes += text
    let content = start + code.count..<bytes.count
    if !code.isEmpty { bytes += TextStyle.reset }
    if lastPiece == nil, bytes.count > limit - CutText.ellipsis.count {
      lastPiece = Piece(start: start, content: content, hasColor: !code.isEmpty)
    }
    if bytes.count > limit { cut() }
  }

  /// Appends spaces.
  mutating func append(spaces count: Int) {
    var left = count
    while left > 0, !isCut {
      append(CutText.spaces.prefix(left), .plain)
      left -= CutText.spaces.count
    }
  }

  private static let spaces = [UInt8](repeating: UInt8(ascii: " "), count: 128)

  private mutating func cut() {
    isCut = true
    guard let piece = lastPiece else { return }
    let reset = piece.hasColor ? TextStyle.reset.count : 0
    var end = min(limit - CutText.ellipsis.count - reset, piece.content.upperBound)
    while end > piece.content.lowerBound, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    if end > piece.content.lowerBound {
      bytes.removeLast(bytes.count - end)
      if piece.hasColor { bytes += TextStyle.reset }
    } else {
      bytes.removeLast(bytes.count - piece.start)
    }
    if bytes.count + CutText.ellipsis.count <= limit { bytes += CutText.ellipsis }
  }
}

/// How many columns of a terminal texts take.
enum DisplayColumns {
  /// The columns of UTF-8 text without control characters.
  ///
  /// What people see as one character takes as much as its widest part: marks that combine with
  /// others take none, characters of East Asia and emoji two.
  static func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let scanner = GraphemeScanner(bytes: bytes)
    var columns = 0
    var position = 0
    while position < bytes.count {
      if bytes[position] < 0x80, position + 1 == bytes.count || bytes[position + 1] < 0x80 {
        columns += 1
        position += 1
        continue
      }
      let end = scanner.end(from: position)
      var widest = 0
      while position < end {
        guard let decoded = UTF8Decoding.scalar(bytes, at: position) else {
          widest = max(widest, 1)
          position += 1
          continue
        }
        widest = max(widest, width(of: decoded.scalar))
        position += decoded.count
      }
      columns += widest
    }
    return columns
  }

  /// The columns of a scalar that stands alone.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    // The one before it is shown as an emoji.
    if value == 0xFE0F { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let isWide =
      (0x1100...0x115F).contains(value) || (0x2E80...0x303E).contains(value)
      || (0x3041...0xA4CF).contains(value) || (0xA960...0xA97F).contains(value)
      || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
      || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
      || (0xFFE0...0xFFE6).contains(value) || (0x20000...0x3FFFD).contains(value)
      || (value > 0x2300 && scalar.properties.isEmojiPresentation)
    return isWide ? 2 : 1
  }
}

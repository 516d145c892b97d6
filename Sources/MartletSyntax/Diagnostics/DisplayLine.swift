/// A line of source text as a terminal shows it, and where each byte lands.
///
/// Tabs become spaces, control characters and bytes that are not UTF-8 become `\u{FFFD}`, and of a
/// long line only a window around what matters is kept, with an ellipsis where it was cut.
package struct DisplayLine {
  /// The characters to print.
  private(set) var text = ""
  /// The byte offset and the column of each scalar, and of the end.
  private var stops: [(offset: Int, column: Int)] = []
  private var width = 0

  private static let tabWidth = 4
  private static let maximumBytes = 160
  private static let contextBytes = 60

  /// Creates the display of the bytes in `line`, cut around `focus` when they are many.
  init(_ source: SourceText, line: SourceSpan, focus: SourceSpan) {
    var lower = line.lower
    var upper = line.upper
    if line.count > DisplayLine.maximumBytes {
      lower = max(line.lower, min(focus.lower, line.upper) - DisplayLine.contextBytes)
      upper = min(line.upper, lower + DisplayLine.maximumBytes)
      lower = max(line.lower, min(lower, upper - DisplayLine.maximumBytes))
      lower = DisplayLine.boundary(source, lower, line)
      upper = DisplayLine.boundary(source, upper, line)
    }
    if lower > line.lower { append("…", at: lower) }
    append(source, lower..<upper)
    if upper < line.upper { append("…", at: upper) }
    stops.append((upper, width))
  }

  /// Creates the display of `text`, whose offsets count from zero.
  init(_ text: String) {
    let source = SourceText(name: "", text)
    append(source, 0..<source.bytes.count)
    stops.append((source.bytes.count, width))
  }

  /// The column where the byte at `offset` is shown; the nearest shown one when it was cut off.
  func column(of offset: Int) -> Int {
    var low = 0
    var high = stops.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if stops[middle].offset <= offset { low = middle } else { high = middle }
    }
    return stops[low].column
  }

  /// Moves `offset` back to the start of a character.
  private static func boundary(_ source: SourceText, _ offset: Int, _ line: SourceSpan) -> Int {
    var offset = offset
    var steps = 0
    while steps < 3, offset > line.lower, offset < line.upper,
      source.bytes[offset] & 0xC0 == 0x80
    {
      offset -= 1
      steps += 1
    }
    return offset
  }

  private mutating func append(_ scalar: Unicode.Scalar, at offset: Int) {
    stops.append((offset, width))
    switch scalar {
    case "\t":
      let count = DisplayLine.tabWidth - width % DisplayLine.tabWidth
      text += String(repeating: " ", count: count)
      width += count
    case _
    where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
      // Also the marks that turn the direction of text, which could hide what code does.
      text += "\u{FFFD}"
      width += 1
    default:
      text.unicodeScalars.append(scalar)
      width += DisplayLine.width(of: scalar)
    }
  }

  private mutating func append(_ source: SourceText, _ range: Range<Int>) {
    var offset = range.lowerBound
    func byte(_ index: Int) -> UInt8 { index < range.upperBound ? source.bytes[index] : 0 }
    while offset < range.upperBound {
      let first = byte(offset)
      let length =
        first < 0x80
        ? 1 : utf8SequenceLength(first, byte(offset + 1), byte(offset + 2), byte(offset + 3))
      let bytes = source.bytes[offset..<(offset + max(1, length))]
      let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
      append(length == 0 ? "\u{FFFD}" : scalar, at: offset)
      offset += max(1, length)
    }
  }

  /// How many columns a terminal gives `scalar`.
  package static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
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

/// A place in a source text as people name it.
public struct SourcePosition: Hashable, Sendable {
  /// The line, counted from 1.
  public let line: Int
  /// The column in Unicode scalars, counted from 1.
  public let column: Int

  /// Creates the position in `line` at `column`.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A source file's name and bytes, with a table of where its lines start.
public struct SourceText: Sendable {
  /// The name shown in messages, mostly the path as the user wrote it.
  public let name: String
  /// The text, as bytes that should be UTF-8.
  public let bytes: [UInt8]
  /// The offset of the first byte of each line.
  private let lineStarts: [UInt32]

  /// The greatest number of bytes that spans can address.
  public static let maximumCount = Int(UInt32.max) - 1

  /// Creates a text called `name` of `bytes`.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts: [UInt32] = [0]
    bytes.withUnsafeBufferPointer { buffer in
      for index in buffer.indices.prefix(SourceText.maximumCount)
      where buffer[index] == UInt8(ascii: "\n") {
        starts.append(UInt32(truncatingIfNeeded: index + 1))
      }
    }
    lineStarts = starts
  }

  /// Creates a text called `name` from `text`.
  public init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The span of the whole text.
  public var span: SourceSpan { SourceSpan(0, bytes.count) }

  /// The number of lines; an empty text has one.
  public var lineCount: Int { lineStarts.count }

  /// Returns the line, counted from 1, that holds the byte at `offset`.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Returns the line and column of the byte at `offset`.
  ///
  /// Takes time in proportion to the length of the line before `offset`.
  public func position(at offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    let line = line(at: offset)
    let start = Int(lineStarts[line - 1])
    var column = 1
    for byte in bytes[start..<offset] where byte & 0xC0 != 0x80 { column += 1 }
    return SourcePosition(line: line, column: column)
  }

  /// Returns the span of `line`, counted from 1, without its line break.
  public func span(ofLine line: Int) -> SourceSpan {
    guard line >= 1, line <= lineStarts.count else { return SourceSpan(bytes.count, bytes.count) }
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return SourceSpan(start, end)
  }

  /// Returns the text in `span`, with a replacement character for what is not UTF-8.
  public func text(in span: SourceSpan) -> String {
    let lower = min(span.lower, bytes.count)
    return String(decoding: bytes[lower..<min(max(span.upper, lower), bytes.count)], as: UTF8.self)
  }
}

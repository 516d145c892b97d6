/// Finds where what people see as one character ends (extended grapheme clusters of UAX 29).
///
/// Between two ASCII characters there is always a boundary, but for CR LF; everything else is left
/// to the standard library's rules. A byte that is not UTF-8 is a character by itself.
struct GraphemeScanner {
  /// A cluster is cut at so many bytes, so that no text makes a step long.
  ///
  /// Real ones have less than a hundred.
  static let longest = 4096

  let bytes: UnsafeBufferPointer<UInt8>

  /// Where the character that begins at `start` ends; there must be a byte.
  @inline(__always)
  func end(from start: Int) -> Int {
    let next = start + 1
    if bytes[start] < 0x80 && bytes[start] != 0x0D
      && (next == bytes.count || bytes[next] < 0x80)
    {
      return next
    }
    return clusterEnd(from: start)
  }

  private func clusterEnd(from start: Int) -> Int {
    guard let first = UTF8Decoding.scalar(bytes, at: start) else { return start + 1 }
    var recognizer = Unicode._CharacterRecognizer()
    _ = recognizer.hasBreak(before: first.scalar)
    var position = start + first.count
    let limit = min(bytes.count, start + GraphemeScanner.longest)
    while position < limit, let next = UTF8Decoding.scalar(bytes, at: position) {
      if recognizer.hasBreak(before: next.scalar) { break }
      position += next.count
    }
    return position
  }
}

/// How an atom is written.
enum AtomText {
  /// What an atom's text looks like.
  enum Shape {
    /// `name`, `name?`, `name!`: may stand before the colon of a pair.
    case name
    /// A module with a lower-case letter: stands bare.
    case module
    /// Capitals only: needs its colon but no quotes.
    case capitals
    /// Everything else.
    case quoted
  }

  private static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
  private static func isWord(_ byte: UInt8) -> Bool {
    isLower(byte) || isUpper(byte) || byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: "_")
  }

  /// The shape of an atom's text.
  static func shape(_ text: UnsafeBufferPointer<UInt8>) -> Shape {
    guard let first = text.first else { return .quoted }
    if isLower(first) || first == UInt8(ascii: "_") {
      for index in 1..<text.count where !isWord(text[index]) {
        let isMark = text[index] == UInt8(ascii: "?") || text[index] == UInt8(ascii: "!")
        return isMark && index == text.count - 1 ? .name : .quoted
      }
      return .name
    }
    var hasLower = false
    var hasDot = false
    var startsSegment = true
    for byte in text {
      if startsSegment {
        if !isUpper(byte) { return .quoted }
        startsSegment = false
      } else if byte == UInt8(ascii: ".") {
        hasDot = true
        startsSegment = true
      } else if !isWord(byte) {
        return .quoted
      }
      if isLower(byte) { hasLower = true }
    }
    if startsSegment { return .quoted }
    return hasLower ? .module : hasDot ? .quoted : .capitals
  }

  /// Appends an atom as source.
  static func append(_ atom: Atom, _ atoms: AtomTableRef, to bytes: inout [UInt8]) {
    let isBare = atom.index <= Atom.true.index
    append(atoms.pointee[atom].text, isBare: isBare, to: &bytes)
  }

  /// Appends an atom's text as source; `nil`, `true` and `false` are bare names.
  static func append(
    _ text: UnsafeBufferPointer<UInt8>,
    isBare: Bool,
    to bytes: inout [UInt8]
  ) {
    switch shape(text) {
    case .module: bytes.append(contentsOf: text)
    case .name:
      if !isBare { bytes.append(UInt8(ascii: ":")) }
      bytes.append(contentsOf: text)
    case .capitals:
      bytes.append(UInt8(ascii: ":"))
      bytes.append(contentsOf: text)
    case .quoted:
      bytes.append(contentsOf: ":\"".utf8)
      for byte in text {
        switch byte {
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x1B: bytes.append(contentsOf: "\\e".utf8)
        case 0x00: bytes.append(contentsOf: "\\0".utf8)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
          bytes.append(UInt8(ascii: "\\"))
          bytes.append(byte)
        case 0x01..<0x20, 0x7F:
          bytes.append(contentsOf: "\\u{\(String(byte, radix: 16, uppercase: true))}".utf8)
        default: bytes.append(byte)
        }
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }
}

/// Texts and bytes as literals of Swift.
enum Literals {
  /// Returns `text` as a raw literal of several lines.
  static func raw(_ text: String) -> String {
    // A delimiter or an escape in a raw literal carries as many `#` as the literal itself.
    var longest = 0
    for start in ["\"\"\"", "\\"] {
      for range in text.ranges(of: start) {
        let run = text[range.upperBound...].prefix { $0 == "#" }
        longest = max(longest, run.count)
      }
    }
    let hashes = String(repeating: "#", count: longest + 1)
    return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
  }

  /// Returns a literal of the characters whose numbers are `bytes`.
  static func characters(of bytes: [UInt8]) -> String {
    var literal = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20, 0x7F..<0xA0:
        literal += "\\u{\(String(byte, radix: 16))}"
      default: literal.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return literal + "\""
  }
}

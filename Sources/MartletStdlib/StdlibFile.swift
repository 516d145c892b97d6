/// A file of the standard library, in the read-only part of the program.
public struct StdlibFile: Sendable {
  /// The path below `stdlib/`, like `net/tcp.mt`.
  public let path: StaticString
  /// The text.
  let source: StaticString
  /// The names of the modules in it, separated by spaces.
  let names: StaticString
  /// The bytecode, each byte as the character of its number.
  let code: StaticString

  /// The text, as UTF-8, where it lies; nothing is copied.
  public var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: source.utf8Start, count: source.utf8CodeUnitCount)
  }

  /// The names of the modules in it, in their order.
  public var moduleNames: [String] { "\(names)".split(separator: " ").map(String.init) }

  /// The bytecode of the file's modules, for `BytecodeDecoder`.
  ///
  /// Only texts can be embedded so that they cost nothing before they are looked at; a byte from
  /// 0x80 on takes two of the text.
  public var bytecode: [UInt8] {
    let text = UnsafeBufferPointer(start: code.utf8Start, count: code.utf8CodeUnitCount)
    return [UInt8](unsafeUninitializedCapacity: text.count) { bytes, filled in
      var at = 0
      while at < text.count {
        var byte = text[at]
        if byte >= 0x80, at + 1 < text.count {
          at += 1
          byte = byte << 6 | text[at] & 0x3F
        }
        bytes[filled] = byte
        filled += 1
        at += 1
      }
    }
  }
}

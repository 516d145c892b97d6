/// A file of the standard library, in the read-only part of the program.
public struct StdlibFile: Sendable {
  /// The path below `stdlib/`, like `net/tcp.mt`.
  public let path: StaticString
  /// The text.
  let source: StaticString

  /// The text, as UTF-8, where it lies; nothing is copied.
  public var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: source.utf8Start, count: source.utf8CodeUnitCount)
  }
}

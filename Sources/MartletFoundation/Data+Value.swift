public import MartletEmbedding

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Data: ValueConvertible {
  /// Makes data of a binary.
  ///
  /// - Parameter value: A string or any other binary.
  /// - Throws: That the value is none.
  public init(value: Value) throws(ValueError) {
    switch value {
    case .string(let text): self.init(text.utf8)
    case .binary(let bytes): self.init(bytes)
    default: throw .expected("a binary", found: value)
    }
  }

  /// The bytes as a binary.
  ///
  /// - Returns: The binary, which is a string when the bytes are valid UTF-8.
  public func makeValue() -> Value { .bytes([UInt8](self)) }
}

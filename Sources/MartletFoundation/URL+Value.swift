public import MartletEmbedding

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension URL: ValueConvertible {
  /// Makes a URL of its text.
  ///
  /// - Parameter value: A string.
  /// - Throws: That the value is none, or no URL.
  public init(value: Value) throws(ValueError) {
    guard let url = value.stringValue.flatMap({ URL(string: $0) }) else {
      throw .expected("a URL", found: value)
    }
    self = url
  }

  /// The URL as text; what it is relative to is in it.
  ///
  /// - Returns: A string.
  public func makeValue() -> Value { .string(absoluteString) }
}

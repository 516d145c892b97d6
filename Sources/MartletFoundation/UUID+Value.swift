public import MartletEmbedding

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension UUID: ValueConvertible {
  /// Makes a UUID of its text.
  ///
  /// - Parameter value: A string like `"E621E1F8-C36C-495A-93FC-0C247A3E6E5F"`.
  /// - Throws: That the value is none.
  public init(value: Value) throws(ValueError) {
    guard let id = value.stringValue.flatMap(UUID.init(uuidString:)) else {
      throw .expected("a UUID", found: value)
    }
    self = id
  }

  /// The UUID as text.
  ///
  /// - Returns: A string.
  public func makeValue() -> Value { .string(uuidString) }
}

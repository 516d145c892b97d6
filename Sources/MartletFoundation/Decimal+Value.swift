public import MartletEmbedding

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Decimal: ValueConvertible {
  /// Makes a decimal of its text or of a number.
  ///
  /// - Parameter value: A string like `"12.30"`, an integer, or a float, which stands for the
  ///   shortest decimal that it prints as.
  /// - Throws: That the value is none.
  public init(value: Value) throws(ValueError) {
    let decimal: Decimal? =
      switch value {
      case .string(let text): Decimal(digits: text)
      case .integer, .float: Decimal(digits: value.description)
      default: nil
      }
    guard let decimal else { throw .expected("a decimal number", found: value) }
    self = decimal
  }

  /// The decimal as text, since a float would round it.
  ///
  /// - Returns: A string.
  /// - Throws: That the decimal is no number.
  public func makeValue() throws(ValueError) -> Value {
    guard isFinite else { throw ValueError("the language has nothing that is not a number") }
    return .string(description)
  }

  /// Reads a text that is a number as a whole.
  private init?(digits text: String) {
    guard let last = text.utf8.last, last >= 0x30 && last <= 0x39,
      text.utf8.allSatisfy({ byte in
        byte >= 0x30 && byte <= 0x39 || "+-.eE".utf8.contains(byte)
      })
    else { return nil }
    self.init(string: text)
  }
}

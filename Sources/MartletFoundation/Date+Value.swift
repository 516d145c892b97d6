public import MartletEmbedding

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Date: ValueConvertible {
  /// Makes a date of a point of time as the library's `Time` has it.
  ///
  /// - Parameter value: Milliseconds since 1970-01-01T00:00:00Z, an integer or a float.
  /// - Throws: That the value is none.
  public init(value: Value) throws(ValueError) {
    switch value {
    case .integer(let milliseconds):
      self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    case .float(let milliseconds) where milliseconds.isFinite:
      self.init(timeIntervalSince1970: milliseconds / 1_000)
    default: throw .expected("a point of time in milliseconds", found: value)
    }
  }

  /// The point of time as the library's `Time` has it: an integer of milliseconds since
  /// 1970-01-01T00:00:00Z, to which the date is rounded.
  ///
  /// - Returns: The integer.
  /// - Throws: That the date is too far away.
  public func makeValue() throws(ValueError) -> Value {
    let milliseconds = (timeIntervalSince1970 * 1_000).rounded()
    guard let value = Int(exactly: milliseconds) else {
      throw ValueError("the date is too far away for a number of milliseconds")
    }
    return .integer(value)
  }
}

/// The value of an integer literal of any size, with its sign.
package enum IntegerLiteral: Hashable, Sendable {
  /// A value that fits a machine word.
  case small(Int)
  /// A value that does not; `digits` are lower-case ASCII digits of `radix` without underscores.
  case large(isNegative: Bool, digits: String, radix: Int)

  /// The value with its sign changed.
  package var negated: IntegerLiteral {
    switch self {
    case .small(let value):
      // The least word has no positive counterpart in a word.
      value == .min
        ? .large(isNegative: false, digits: String(value.magnitude), radix: 10) : .small(-value)
    case .large(let isNegative, let digits, let radix):
      if !isNegative, Int("-" + digits, radix: radix) == .min {
        .small(.min)
      } else {
        .large(isNegative: !isNegative, digits: digits, radix: radix)
      }
    }
  }
}

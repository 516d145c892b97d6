/// An operator between two operands.
package enum InfixOperator: String, Hashable, Sendable, CaseIterable {
  /// Sends the right operand to the left one.
  case send = "!"
  /// Gives the left operand when it is truthy, otherwise the right one.
  case or
  /// Gives the left operand when it is falsy, otherwise the right one.
  case and
  /// Compares for equal values.
  case equal = "=="
  /// Compares for different values.
  case notEqual = "!="
  /// Compares for the same terms.
  case identical = "==="
  /// Compares for different terms.
  case notIdentical = "!=="
  /// Compares by term order.
  case less = "<"
  /// Compares by term order.
  case lessOrEqual = "<="
  /// Compares by term order.
  case greater = ">"
  /// Compares by term order.
  case greaterOrEqual = ">="
  /// Joins two lists.
  case append = "++"
  /// Takes the elements of the right list from the left one.
  case subtractList = "--"
  /// Joins two binaries.
  case concatenate = "<>"
  /// Makes the list of integers between two bounds.
  case range = ".."
  /// Adds two numbers.
  case add = "+"
  /// Subtracts two numbers.
  case subtract = "-"
  /// The bitwise or of two integers.
  case bitOr = "bor"
  /// The bitwise exclusive or of two integers.
  case bitXor = "bxor"
  /// Shifts an integer to the left.
  case shiftLeft = "bsl"
  /// Shifts an integer to the right.
  case shiftRight = "bsr"
  /// Multiplies two numbers.
  case multiply = "*"
  /// Divides two numbers, giving a float.
  case divide = "/"
  /// Divides two integers, truncating.
  case quotient = "div"
  /// The remainder of `quotient`.
  case remainder = "rem"
  /// The bitwise and of two integers.
  case bitAnd = "band"
}

extension InfixOperator {
  /// How tightly the operator binds; `|>` stands between `send` and `or` with strength 2.
  package var precedence: Int {
    switch self {
    case .send: 1
    case .or: 3
    case .and: 4
    case .equal, .notEqual, .identical, .notIdentical, .less, .lessOrEqual, .greater,
      .greaterOrEqual:
      6
    case .append, .subtractList, .concatenate: 7
    case .range: 8
    case .add, .subtract, .bitOr, .bitXor, .shiftLeft, .shiftRight: 9
    case .multiply, .divide, .quotient, .remainder, .bitAnd: 10
    }
  }

  /// Which operands of equal strength belong together.
  package var associativity: Associativity {
    switch self {
    case .send, .append, .subtractList, .concatenate: .right
    case .equal, .notEqual, .identical, .notIdentical, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .range:
      .none
    default: .left
    }
  }

  /// How a chain of operators of equal strength groups.
  package enum Associativity: Hashable, Sendable {
    /// `a - b - c` is `(a - b) - c`.
    case left
    /// `a <> b <> c` is `a <> (b <> c)`.
    case right
    /// A chain is an error.
    case none
  }
}

/// An operator before its operand.
package enum PrefixOperator: String, Hashable, Sendable, CaseIterable {
  /// The boolean opposite.
  case not
  /// The number with its sign changed.
  case negate = "-"
  /// The bitwise complement.
  case bitNot = "bnot"

  /// How tightly the operator binds, on the scale of ``InfixOperator/precedence``.
  package var precedence: Int { self == .not ? 5 : 11 }
}

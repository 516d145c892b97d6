import BigInt
import MartletBytecode

/// Arithmetic in full: what remains when both operands are not small or the result is not.
enum Arithmetic {
  /// `a op b`; raises `:badarith`, or `:system_limit` when the result is too large.
  @inline(never)
  static func binary(
    _ op: Opcode,
    _ a: Term,
    _ b: Term,
    _ call: inout NativeCall
  ) throws(Raise) -> Term {
    switch op {
    case .add, .subtract, .multiply, .divide:
      if a.isFloat || b.isFloat || op == .divide { return try float(op, a, b, call) }
    default: break
    }
    guard a.isInteger, b.isInteger else { throw call.error(.badarith) }
    if a.isSmall && b.isSmall, let result = try small(op, a.small, b.small, call) {
      return result
    }
    let live = call.live
    defer { call.live = live }
    let first = call.keep(a)
    let second = call.keep(b)
    switch op {
    case .add, .addImmediate: return try BigArithmetic.add(call, first, second, negated: false)
    case .subtract: return try BigArithmetic.add(call, first, second, negated: true)
    case .multiply: return try BigArithmetic.multiply(call, first, second)
    case .quotient, .remainder:
      return try BigArithmetic.divide(call, first, second, wantsRemainder: op == .remainder)
    case .bitAnd, .bitOr, .bitXor: return try BigArithmetic.bitwise(op, call, first, second)
    case .shiftLeft, .shiftRight:
      guard b.isSmall else {
        // Only the sign of so great a count matters.
        return try shiftFar(a, left: Integers.isNegative(b) != (op == .shiftLeft), call)
      }
      let count = op == .shiftLeft ? b.small : -b.small
      return count >= 0
        ? try BigArithmetic.shiftLeft(call, first, by: count)
        : try BigArithmetic.shiftRight(call, first, by: -count)
    default: throw call.error(.badarith)
    }
  }

  /// `-a` or `bnot a`; raises `:badarith`.
  @inline(never)
  static func unary(_ op: Opcode, _ a: Term, _ call: inout NativeCall) throws(Raise) -> Term {
    if op == .negate {
      // 0.0 - x would lose the sign of zero.
      if a.isFloat { return try call.float(-a.float) }
      return try binary(.subtract, Term(small: 0), a, &call)
    }
    guard a.isInteger else { throw call.error(.badarith) }
    return try binary(.subtract, Term(small: -1), a, &call)
  }

  /// The float that a number is, or nil: no number, or an integer that is too large.
  @inline(__always)
  static func double(_ term: Term) -> Double? {
    if term.isFloat { return term.float }
    if term.isSmall { return Double(term.small) }
    guard term.isBigInteger else { return nil }
    let value = Integers.double(term)
    return value.isFinite ? value : nil
  }

  private static func float(
    _ op: Opcode,
    _ a: Term,
    _ b: Term,
    _ call: NativeCall
  ) throws(Raise) -> Term {
    guard let x = double(a), let y = double(b) else { throw call.error(.badarith) }
    switch op {
    case .add: return try call.float(x + y)
    case .subtract: return try call.float(x - y)
    case .multiply: return try call.float(x * y)
    default:
      if y == 0 { throw call.error(.badarith) }
      return try call.float(x / y)
    }
  }

  /// The result for two small integers, or nil when it does not fit a machine word.
  @inline(__always)
  private static func small(
    _ op: Opcode,
    _ a: Int,
    _ b: Int,
    _ call: NativeCall
  ) throws(Raise) -> Term? {
    switch op {
    case .add, .addImmediate: return try call.integer(a + b)
    case .subtract: return try call.integer(a - b)
    case .multiply:
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? nil : try call.integer(product)
    case .quotient:
      if b == 0 { throw call.error(.badarith) }
      return try call.integer(a / b)
    case .remainder:
      if b == 0 { throw call.error(.badarith) }
      return Term(small: a % b)
    case .bitAnd: return Term(small: a & b)
    case .bitOr: return Term(small: a | b)
    case .bitXor: return Term(small: a ^ b)
    case .shiftLeft, .shiftRight:
      let count = op == .shiftLeft ? b : -b
      if count <= 0 { return Term(small: count <= -63 ? (a < 0 ? -1 : 0) : a >> -count) }
      if a == 0 { return Term(small: 0) }
      guard count < 62 else { return nil }
      let result = a << count
      return result >> count == a ? try call.integer(result) : nil
    default: return nil
    }
  }

  private static func shiftFar(_ a: Term, left: Bool, _ call: NativeCall) throws(Raise) -> Term {
    if !left { return Term(small: Integers.isNegative(a) ? -1 : 0) }
    if a == Term(small: 0) { return a }
    throw call.error(.system_limit)
  }
}

import MartletBytecode

/// Operations on two small integers that are too seldom or too long for the loop.
///
/// They need nothing of the loop's state, so that none is saved: 4 to 5 ns where the general case
/// takes 9 to 12, and `n rem p === 0` in a guard was half of the time of a sieve.
enum Smalls {
  /// Computes X[a] = X[b] op X[c]; false when that is for the general case.
  @inline(never)
  static func compute(
    _ operation: Opcode,
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>
  ) -> Bool {
    let left = x[Operands.b(pc)]
    let right = x[Operands.c(pc)]
    guard (left.bits | right.bits) & 3 == 0 else { return false }
    let result: Term
    switch operation {
    case .multiply:
      let (product, overflow) = (Int64(bitPattern: left.bits) >> 2)
        .multipliedReportingOverflow(by: Int64(bitPattern: right.bits))
      guard !overflow else { return false }
      result = Term(bits: UInt64(bitPattern: product))
    case .quotient:
      guard isDivisor(right) else { return false }
      result = Term(small: left.small / right.small)
    case .remainder:
      guard isDivisor(right) else { return false }
      result = Term(small: left.small % right.small)
    case .bitAnd: result = Term(bits: left.bits & right.bits)
    case .bitOr: result = Term(bits: left.bits | right.bits)
    case .bitXor: result = Term(bits: left.bits ^ right.bits)
    case .shiftLeft:
      let count = right.small
      let bits = Int64(bitPattern: left.bits)
      guard count >= 0, count < 62, (bits << count) >> count == bits else { return false }
      result = Term(bits: UInt64(bitPattern: bits << count))
    case .shiftRight:
      guard right.small >= 0 else { return false }
      result = Term(small: left.small >> right.small)
    default: return false
    }
    x[Operands.a(pc)] = result
    return true
  }

  /// Division by -1 may overflow, by 0 raises.
  @inline(__always)
  private static func isDivisor(_ term: Term) -> Bool {
    UInt64(bitPattern: Int64(term.small)) &+ 1 > 1
  }
}

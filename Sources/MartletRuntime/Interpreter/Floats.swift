/// Arithmetic of boxed floats, next to the loop.
///
/// In the loop it would cost every other instruction its registers (fib took 0.42 s instead of
/// 0.24); as functions that touch nothing but the heap top it costs a call without saving state.
/// Each gives the new heap top, or nil when the operands are not two floats, the result is not
/// finite, or there is no room.
enum Floats {
  typealias Top = UnsafeMutablePointer<UInt64>

  @inline(never)
  static func add(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    let left = x[Operands.b(pc)]
    let right = x[Operands.c(pc)]
    guard left.isFloat, right.isFloat else { return nil }
    return box(left.float + right.float, x, pc, top, sp, slack)
  }

  @inline(never)
  static func subtract(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    let left = x[Operands.b(pc)]
    let right = x[Operands.c(pc)]
    guard left.isFloat, right.isFloat else { return nil }
    return box(left.float - right.float, x, pc, top, sp, slack)
  }

  @inline(never)
  static func multiply(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    let left = x[Operands.b(pc)]
    let right = x[Operands.c(pc)]
    guard left.isFloat, right.isFloat else { return nil }
    return box(left.float * right.float, x, pc, top, sp, slack)
  }

  @inline(never)
  static func divide(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    let left = x[Operands.b(pc)]
    let right = x[Operands.c(pc)]
    guard left.isFloat, right.isFloat else { return nil }
    return box(left.float / right.float, x, pc, top, sp, slack)
  }

  @inline(__always)
  private static func box(
    _ value: Double,
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    guard value.isFinite, !(sp < top + (2 &+ slack)) else { return nil }
    top[0] = BoxHeader(.float, size: 1).bits
    top[1] = value.bitPattern
    x[Operands.a(pc)] = Term(box: top)
    return top + 2
  }
}

/// Arithmetic of boxed floats, next to the loop.
///
/// In the loop it would cost every other instruction its registers (fib took 0.42 s instead of
/// 0.24); as functions that touch nothing but the heap top it costs a call without saving state.
/// The four operations give the new heap top, or nil when the operands are not two floats, the
/// result is not finite, or there is no room.
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
    arithmetic(x, pc, top, sp, slack, +)
  }

  @inline(never)
  static func subtract(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    arithmetic(x, pc, top, sp, slack, -)
  }

  @inline(never)
  static func multiply(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    arithmetic(x, pc, top, sp, slack, *)
  }

  @inline(never)
  static func divide(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int
  ) -> Top? {
    arithmetic(x, pc, top, sp, slack, /)
  }

  @inline(__always)
  private static func arithmetic(
    _ x: UnsafeMutablePointer<Term>,
    _ pc: UnsafePointer<UInt64>,
    _ top: Top,
    _ sp: Top,
    _ slack: Int,
    _ operation: (Double, Double) -> Double
  ) -> Top? {
    let left = x[Operands.b(pc)]
    let right = x[Operands.c(pc)]
    guard left.isFloat, right.isFloat else { return nil }
    let value = operation(left.float, right.float)
    guard value.isFinite, !(sp < top + (2 &+ slack)) else { return nil }
    top[0] = BoxHeader(.float, size: 1).bits
    top[1] = value.bitPattern
    x[Operands.a(pc)] = Term(box: top)
    return top + 2
  }

  // MARK: Without boxes

  /// `floatLoad`; gives where to go on.
  @inline(never)
  static func load(
    _ x: UnsafeMutablePointer<Term>,
    _ f: UnsafeMutablePointer<Double>,
    _ pc: UnsafePointer<UInt64>
  ) -> UnsafePointer<UInt64> {
    let count = Operands.b(pc)
    let floats = Operands.live(pc)
    let values = f + Operands.a(pc)
    let list = UnsafeRawPointer(pc + 1).assumingMemoryBound(to: UInt16.self)
    var index = 0
    while index < count {
      let value = x[Operands.listed(list, index)]
      if value.isFloat {
        values[index] = value.float
      } else if value.isSmall && index >= floats {
        values[index] = Double(value.small)
      } else {
        return pc + Operands.signedC(pc)
      }
      index = index &+ 1
    }
    return pc + (1 &+ (count &+ 3) >> 2)
  }

  /// `floatBox`; gives the new heap top, or nil when a number is not finite.
  @inline(never)
  static func box(
    _ x: UnsafeMutablePointer<Term>,
    _ f: UnsafeMutablePointer<Double>,
    _ pc: UnsafePointer<UInt64>,
    _ start: Top
  ) -> Top? {
    let count = Operands.b(pc)
    let values = f + Operands.a(pc)
    var finite = 0
    while finite < count {
      guard values[finite].isFinite else { return nil }
      finite = finite &+ 1
    }
    let list = UnsafeRawPointer(pc + 1).assumingMemoryBound(to: UInt16.self)
    var top = start
    var index = 0
    while index < count {
      top[0] = BoxHeader(.float, size: 1).bits
      top[1] = values[index].bitPattern
      x[Operands.listed(list, index)] = Term(box: top)
      top += 2
      index = index &+ 1
    }
    return top
  }
}

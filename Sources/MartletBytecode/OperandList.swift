/// The operands of an instruction, in order.
///
/// They fit one word: an array for each opcode, even a constant one, cost a program 0.2 ms at its
/// start and a look-up for each instruction that was verified or linked.
public struct OperandList: RandomAccessCollection, Equatable, Sendable {
  /// An operand a byte, the first lowest; the number of operands is in the highest byte.
  @usableFromInline let bits: UInt64

  /// Makes a list; what is nil is left out and stands last.
  @inline(__always)
  init(
    _ first: Operand? = nil,
    _ second: Operand? = nil,
    _ third: Operand? = nil,
    _ fourth: Operand? = nil,
    _ fifth: Operand? = nil
  ) {
    func part(_ operand: Operand?, _ index: UInt64) -> UInt64 {
      guard let operand else { return 0 }
      return UInt64(operand.rawValue) << (index * 8) + 1 << 56
    }
    bits = part(first, 0) + part(second, 1) + part(third, 2) + part(fourth, 3) + part(fifth, 4)
  }

  /// The place of the first operand.
  @inlinable public var startIndex: Int { 0 }
  /// The number of operands.
  @inlinable public var endIndex: Int { Int(bits >> 56) }

  /// The operand at a place.
  @inlinable
  public subscript(index: Int) -> Operand {
    precondition(index >= 0 && index < endIndex)
    // Every byte below the count came from an operand.
    return unsafeBitCast(UInt8(truncatingIfNeeded: bits >> UInt64(index * 8)), to: Operand.self)
  }
}

import MartletBytecode

/// The common cases of matching binaries; ``Cold/matchField(_:_:)`` has the others.
///
/// Unlike ``Floats`` they find the loop's state in the process: three words more to store and to
/// load, but nothing that the loop must keep over the call. With that its registers went to the
/// stack, and fib took 0.42 s instead of 0.30.
enum BinaryFields {
  /// Reads a field, or the fields of a sequence; the position moves on.
  @inline(never)
  static func match(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Cold.Next {
    let opcode = Operands.opcode(pc)
    let next =
      switch opcode {
      case .ifBinaryByteAndRest: byteAndRest(context, pc + 1)
      case .byteAndRest: byteAndRest(context, pc)
      default: field(context, pc, opcode)
      }
    return next ?? Cold.matchField(context, pc)
  }

  /// The free words of the process's heap from its top on, when there are enough for a part of a
  /// binary.
  @inline(__always)
  private static func roomForPiece(_ context: ContextRef) -> UnsafeMutablePointer<UInt64>? {
    let process = context.pointee.process
    let top = process.pointee.top
    let words = HeapWriter.wordsForPiece &+ context.pointee.slack
    return top + words <= process.pointee.stack ? top : nil
  }

  /// Reads a field; nil, and nothing written, when that needs the general case.
  @inline(__always)
  private static func field(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    _ opcode: Opcode
  ) -> Cold.Next {
    let x = context.pointee.x
    guard let field = BinaryField(word: pc[1]) else { return nil }
    let binary = x[Operands.b(pc)]
    let position = x[Int(field.position)]
    guard position.isSmall, position.small >= 0 else { return nil }
    let bit = position.small
    let bytes = Binaries.bytes(of: binary)
    let left = bytes.count * 8 - bit
    let value: Term
    let size: Int
    switch opcode {
    case .matchInteger:
      guard let bits = Binaries.fieldSize(field, x, left: left), bits <= Binaries.smallBits else {
        return nil
      }
      size = bits
      value = Binaries.smallInteger(bytes, bit: bit, size: bits, flags: field.flags)
    case .matchUtf8:
      guard let (scalar, bits) = Binaries.utf8(bytes, bit: bit) else { return nil }
      size = bits
      value = Term(small: scalar)
    case .matchBytes:
      guard let bits = Binaries.fieldSize(field, x, left: left), (bit | bits) & 7 == 0,
        let top = roomForPiece(context)
      else { return nil }
      size = bits
      if bits == bytes.count * 8 {
        value = binary
      } else {
        var writer = HeapWriter(top: top)
        value = writer.piece(of: binary, bit >> 3..<(bit + bits) >> 3)
        context.pointee.process.pointee.top = writer.top
      }
    default: return nil
    }
    x[Int(field.position)] = Term(small: bit + size)
    x[Operands.a(pc)] = value
    return pc + 2
  }

  /// Reads `<<c, rest/bytes>>` or `<<c/utf8, rest/bytes>>` at one go: the three instructions from
  /// `pc` on, as ``Opcode/isByteAndRest(at:in:)`` describes them.
  ///
  /// This is how programs walk binaries. As three instructions, and with the bytes found three
  /// times, a step of such a walk took 44 ns.
  @inline(__always)
  private static func byteAndRest(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Cold.Next {
    let x = context.pointee.x
    let binary = x[Operands.b(pc + 1)]
    guard binary.isBox else { return nil }
    let header = binary.header
    var whole = binary
    var offset = 0
    let count: Int
    switch header.kindBits {
    case BoxKind.subBinary.rawValue:
      whole = binary.element(0)
      offset = binary.element(1).small
      count = binary.element(2).small
    case BoxKind.heapBinary.rawValue: count = header.size &* 8 &- Int(header.aux)
    case BoxKind.sharedBinary.rawValue: count = binary.element(1).small
    default: return nil
    }
    // A short rest of long bytes is copied, so that it does not keep them alive.
    guard count > 0, count > HeapWriter.shortPiece || whole.isBox(.heapBinary),
      let top = roomForPiece(context)
    else { return nil }
    let byte = Binaries.base(of: whole)[offset]
    guard byte < 0x80 || Operands.opcode(pc + 1) == .matchInteger else { return nil }
    top[0] = BoxHeader(.subBinary, size: 3).bits
    top[1] = whole.bits
    top[2] = Term(small: offset &+ 1).bits
    top[3] = Term(small: count &- 1).bits
    context.pointee.process.pointee.top = top + 4
    x[Operands.a(pc)] = Term(small: count &* 8)
    x[Operands.a(pc + 1)] = Term(small: Int(byte))
    x[Operands.a(pc + 3)] = Term(box: top)
    return pc + 5
  }
}

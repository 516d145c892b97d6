extension Opcode: CaseIterable {
  /// The opcodes that a module may contain.
  public static let allCases = (0..<getSlotGetSlot.rawValue).compactMap(Opcode.init(rawValue:))

  /// The instruction that runs `first` and `second` with one dispatch, if there is one.
  ///
  /// The loader puts it in the place of the first one's opcode; operands stay where they are, and
  /// the second instruction keeps its word, for those who jump to it and for its general case.
  /// Chosen by counting which follow each other in the benchmarks; see docs/performance.md.
  public static func pair(_ first: Opcode, _ second: Opcode) -> Opcode? {
    switch (first, second) {
    case (.getSlot, .getSlot): .getSlotGetSlot
    case (.getSlot, .putSlot): .getSlotPutSlot
    case (.getSlot, .add): .getSlotAdd
    case (.getSlot, .addImmediate): .getSlotAddImmediate
    case (.getSlot, .call): .getSlotCall
    case (.getSlot, .tailCall): .getSlotTailCall
    case (.putSlot, .getSlot): .putSlotGetSlot
    case (.putSlot, .putSlot): .putSlotPutSlot
    case (.putSlot, .addImmediate): .putSlotAddImmediate
    case (.putSlot, .call): .putSlotCall
    case (.move, .move): .moveMove
    case (.move, .getSlot): .moveGetSlot
    case (.move, .call): .moveCall
    case (.move, .tailCall): .moveTailCall
    case (.move, .returnValue): .moveReturnValue
    case (.loadLiteral, .returnValue): .loadLiteralReturnValue
    case (.add, .returnValue): .addReturnValue
    case (.add, .tailCall): .addTailCall
    case (.addImmediate, .getSlot): .addImmediateGetSlot
    case (.addImmediate, .call): .addImmediateCall
    case (.addImmediate, .tailCall): .addImmediateTailCall
    case (.allocate, .addImmediate): .allocateAddImmediate
    case (.allocate, .putSlot): .allocatePutSlot
    case (.allocate, .move): .allocateMove
    case (.testHeap, .cons): .testHeapCons
    case (.testHeap, .tuple): .testHeapTuple
    case (.guardArithmetic, .ifExactlyEqual): .guardArithmeticIfExactlyEqual
    case (.receiveStart, .receiveNext): .receiveStartReceiveNext
    case (.matchCons, .matchCons): .matchConsMatchCons
    // Three of a kind: the first is a pair already.
    case (.getSlotGetSlot, .getSlot): .getSlotGetSlotGetSlot
    case (.getSlotGetSlot, .call): .getSlotGetSlotCall
    case (.getSlotGetSlot, .tailCall): .getSlotGetSlotTailCall
    case (.putSlotPutSlot, .call): .putSlotPutSlotCall
    case (.getSlotAdd, .returnValue): .getSlotAddReturnValue
    case (.allocateAddImmediate, .call): .allocateAddImmediateCall
    case (.getSlotPutSlot, .addImmediate): .getSlotPutSlotAddImmediate
    case (.testHeapCons, .returnValue): .testHeapConsReturnValue
    case (.testHeapTuple, .returnValue): .testHeapTupleReturnValue
    default: nil
    }
  }

  /// The first instruction of a pair, where that may need its general case; otherwise itself.
  public var alone: Opcode {
    switch self {
    case .addReturnValue, .addTailCall: .add
    case .addImmediateGetSlot, .addImmediateCall, .addImmediateTailCall: .addImmediate
    default: self
    }
  }

  /// Whether ``byteAndRest`` can take the first byte and the rest of a binary with one dispatch.
  ///
  /// It can when `<<c, rest/bytes>>` or `<<c/utf8, rest/bytes>>` stands in the words:
  ///
  /// ```
  /// loadInteger  Xp, 0
  /// matchInteger Xc, Xb, at Xp:8   (or matchUtf8)
  /// matchBytes   Xr, Xb, at Xp:rest
  /// ```
  ///
  /// The loader puts it in the place of the first one's opcode. The others keep their words, for
  /// fields that do not match and for what the fast way leaves to the general one.
  public static func isByteAndRest(at start: Int, in code: UnsafePointer<UInt64>) -> Bool {
    let load = Instruction(word: code[start])
    let byte = Instruction(word: code[start + 1])
    let rest = Instruction(word: code[start + 3])
    guard load.opcode == .loadInteger, load.long == 0,
      let first = BinaryField(word: code[start + 2]), Int(first.position) == load.a,
      let second = BinaryField(word: code[start + 4]), Int(second.position) == load.a,
      rest.opcode == .matchBytes, second.sizeKind == .rest, rest.b == byte.b,
      // Nothing that is read is written before.
      byte.a != byte.b, load.a != byte.b, load.a != byte.a, load.a != rest.a
    else { return false }
    switch byte.opcode {
    case .matchUtf8: return true
    case .matchInteger:
      return first.sizeKind == .immediate && Int(first.size) * Int(first.unit) == 8
        && !first.flags.isSigned
    default: return false
    }
  }
}

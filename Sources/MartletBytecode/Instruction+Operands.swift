extension Instruction {
  /// Calls `body` with each operand of the instruction at `offset` and its value, in order.
  ///
  /// A value is a register, slot, index or number; a signed distance for targets; the bits for
  /// words. A repeated operand comes apart: registers of a list or of pairs one by one as
  /// ``Operand/read`` or ``Operand/write``, the targets of tables one by one as ``Operand/targetTable``, the literals of
  /// a table as ``Operand/literal``. The second part of a ``Operand/guardOperation`` stays in its
  /// word, see ``guardTarget(of:)``.
  ///
  /// - Precondition: The whole instruction lies within `code`; see ``length(of:at:)``.
  public static func forEachOperand<Failure>(
    of code: [UInt64],
    at offset: Int,
    _ body: (Operand, Int) throws(Failure) -> Void
  ) throws(Failure) {
    let first = Instruction(word: code[offset])
    guard let opcode = first.opcode else { return }
    var field = 0
    var word = offset + 1
    for operand in opcode.operands {
      switch operand {
      case .write, .read, .writeRun, .readRun, .floatWrite, .floatRead, .floatWriteRun,
        .floatReadRun, .slotWrite, .slotRead, .frame, .count, .handler, .errorKind:
        try body(operand, first.field(field))
        field += 1
      case .immediate, .target:
        try body(operand, Int(Int16(truncatingIfNeeded: first.field(field))))
        field += 1
      case .longTarget, .longImmediate:
        try body(operand, first.long)
      case .literal, .importIndex, .function, .rawWord, .binaryField, .guardOperation, .frameWord:
        try body(operand, Int(truncatingIfNeeded: code[word]))
        word += 1
      case .readList:
        for index in 0..<first.b { try body(.read, lane(index, of: code, from: word)) }
        word += first.words(of: operand, opcode)
      case .writeList:
        for index in 0..<first.b { try body(.write, lane(index, of: code, from: word)) }
        word += first.words(of: operand, opcode)
      case .readPairs:
        let count = opcode == .updateMap ? first.c : first.b
        for index in 0..<count * 2 { try body(.read, lane(index, of: code, from: word)) }
        word += first.words(of: operand, opcode)
      case .binarySegments:
        for index in 0..<first.b {
          try body(operand, Int(truncatingIfNeeded: code[word + index]))
        }
        word += first.b
      case .targetTable:
        for index in 0..<first.b {
          let lane = lane(index, of: code, from: word)
          try body(operand, Int(Int16(truncatingIfNeeded: lane)))
        }
        word += first.words(of: operand, opcode)
      case .literalTable:
        for index in 0..<first.b {
          try body(.literal, Int(truncatingIfNeeded: code[word + 2 * index]))
          try body(.targetTable, Int(truncatingIfNeeded: code[word + 2 * index + 1]))
        }
        word += first.b * 2
      }
    }
  }

  /// The opcode in the word of a guard operation, or nil when it is none that may stand there.
  public static func guardOpcode(of word: Int) -> Opcode? {
    guard let raw = UInt8(exactly: word & 0xFFFF), let opcode = Opcode(rawValue: raw) else {
      return nil
    }
    switch opcode {
    case .add, .subtract, .multiply, .divide, .quotient, .remainder, .bitAnd, .bitOr, .bitXor,
      .shiftLeft, .shiftRight, .negate, .bitNot:
      return opcode
    default: return nil
    }
  }

  /// The target in the word of a guard operation.
  public static func guardTarget(of word: Int) -> Int { Int(Int16(truncatingIfNeeded: word >> 16)) }

  /// Field `a`, `b` or `c` by its number.
  private func field(_ index: Int) -> Int {
    switch index {
    case 0: a
    case 1: b
    default: c
    }
  }

  /// One of four sixteen-bit parts of the words from `word` on.
  private static func lane(_ index: Int, of code: [UInt64], from word: Int) -> Int {
    Int(UInt16(truncatingIfNeeded: code[word + index / 4] >> (index % 4 * 16)))
  }
}

import MartletBytecode
import Testing

/// The shape that the table of opcodes gives each instruction, written and read back.
@Suite struct ShapeTests {
  /// Writes an instruction from random operand values by the rules in `Operand`'s documentation, and
  /// reads them back.
  @Test(arguments: Opcode.allCases)
  func operandsRoundTrip(_ opcode: Opcode) {
    var numbers = SeededNumbers(seed: UInt64(opcode.rawValue))
    for _ in 0..<20 {
      let (words, expected) = write(opcode, &numbers)
      #expect(Instruction(word: words[0]).opcode == opcode)
      #expect(Instruction.length(of: words, at: 0) == words.count)
      if words.count > 1 { #expect(Instruction.length(of: words.dropLast(), at: 0) == nil) }
      var found: [Int] = []
      Instruction.forEachOperand(of: words, at: 0) { _, value in found.append(value) }
      #expect(found == expected)
    }
  }

  /// At most three operands of sixteen bits fit the first word, and a long one takes two places.
  @Test(arguments: Opcode.allCases)
  func fieldsFitTheFirstWord(_ opcode: Opcode) {
    let fields = opcode.operands.reduce(0) { count, operand in
      switch operand {
      case .longTarget, .longImmediate: count + 2
      case .literal, .importIndex, .function, .rawWord, .binaryField, .guardOperation, .frameWord,
        .readList, .writeList, .readPairs, .binarySegments, .targetTable, .literalTable:
        count
      default: count + 1
      }
    }
    #expect(fields <= 3)
  }

  @Test func unknownOpcodeHasNoLength() {
    #expect(Instruction.length(of: [0xFF], at: 0) == nil)
  }

  private func write(_ opcode: Opcode, _ numbers: inout SeededNumbers) -> ([UInt64], [Int]) {
    var fields = [0, 0, 0]
    var field = 0
    var more: [UInt64] = []
    var expected: [Int] = []
    // Counts of repeated operands stay small.
    func count() -> Int { opcode == .updateMap ? fields[2] : fields[1] }
    for operand in opcode.operands {
      switch operand {
      case .write, .read, .writeRun, .readRun, .floatWrite, .floatRead, .floatWriteRun,
        .floatReadRun, .slotWrite, .slotRead, .frame, .count, .handler, .errorKind:
        fields[field] = Int.random(in: 0...9, using: &numbers)
        expected.append(fields[field])
        field += 1
      case .immediate, .target:
        fields[field] = Int.random(in: -32_768...32_767, using: &numbers)
        expected.append(fields[field])
        field += 1
      case .longTarget, .longImmediate:
        let value = Int.random(in: -2_000_000_000...2_000_000_000, using: &numbers)
        fields[1] = value & 0xFFFF
        fields[2] = value >> 16
        expected.append(value)
      case .literal, .importIndex, .function, .rawWord, .binaryField, .guardOperation, .frameWord:
        more.append(numbers.next())
        expected.append(Int(truncatingIfNeeded: more[more.count - 1]))
      case .readList, .writeList, .readPairs:
        let registers = (0..<count() * (operand == .readPairs ? 2 : 1)).map { _ in
          Int.random(in: 0...254, using: &numbers)
        }
        more += Assembler.pack(registers)
        expected += registers
      case .targetTable:
        let targets = (0..<count()).map { _ in Int.random(in: -99...99, using: &numbers) }
        more += Assembler.pack(targets)
        expected += targets
      case .binarySegments, .literalTable:
        for _ in 0..<count() * (operand == .literalTable ? 2 : 1) {
          more.append(numbers.next())
          expected.append(Int(truncatingIfNeeded: more[more.count - 1]))
        }
      }
    }
    let first = Instruction(opcode, a: fields[0], b: fields[1], c: fields[2])
    return ([first.word] + more, expected)
  }
}

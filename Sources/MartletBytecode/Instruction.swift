/// The first word of an instruction, by its fields.
///
/// See ``Opcode`` for the picture.
public struct Instruction: Equatable, Sendable {
  /// The word.
  public var word: UInt64

  /// Takes a word for the first of an instruction.
  @inline(__always)
  public init(word: UInt64) { self.word = word }

  /// Makes the first word of an instruction.
  @inline(__always)
  public init(_ opcode: Opcode, live: Int = 0, a: Int = 0, b: Int = 0, c: Int = 0) {
    word =
      UInt64(opcode.rawValue) | UInt64(UInt8(truncatingIfNeeded: live)) << 8
      | UInt64(UInt16(truncatingIfNeeded: a)) << 16 | UInt64(UInt16(truncatingIfNeeded: b)) << 32
      | UInt64(UInt16(truncatingIfNeeded: c)) << 48
  }

  /// Makes the first word of an instruction whose `b` and `c` are one number of 32 bits.
  @inline(__always)
  public init(_ opcode: Opcode, live: Int = 0, a: Int = 0, long: Int) {
    word =
      UInt64(opcode.rawValue) | UInt64(UInt8(truncatingIfNeeded: live)) << 8
      | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt32(truncatingIfNeeded: long)) << 32
  }

  /// The opcode, or nil when the byte is none that a module may contain.
  public var opcode: Opcode? {
    let byte = UInt8(truncatingIfNeeded: word)
    // All numbers below are opcodes; the failable initialiser would be a call for each instruction.
    return byte < Opcode.getSlotGetSlot.rawValue ? unsafeBitCast(byte, to: Opcode.self) : nil
  }
  /// The `live` byte.
  @inline(__always) public var live: Int { Int(UInt8(truncatingIfNeeded: word >> 8)) }
  /// The field `a`.
  @inline(__always) public var a: Int { Int(UInt16(truncatingIfNeeded: word >> 16)) }
  /// The field `b`.
  @inline(__always) public var b: Int { Int(UInt16(truncatingIfNeeded: word >> 32)) }
  /// The field `c`.
  @inline(__always) public var c: Int { Int(word >> 48) }
  /// `b` as a signed number.
  @inline(__always) public var signedB: Int { Int(Int16(truncatingIfNeeded: word >> 32)) }
  /// `c` as a signed number.
  @inline(__always) public var signedC: Int { Int(Int16(truncatingIfNeeded: word >> 48)) }
  /// `b` and `c` as one signed number.
  @inline(__always) public var long: Int { Int(Int32(truncatingIfNeeded: word >> 32)) }

  /// How many words the instruction that begins at `index` has, or nil when it is not whole.
  public static func length(of code: some RandomAccessCollection<UInt64>, at index: Int) -> Int? {
    let start = code.index(code.startIndex, offsetBy: index)
    guard let length = Instruction(word: code[start]).length else { return nil }
    return index + length <= code.count ? length : nil
  }

  /// How many words the instruction has that begins with this one, or nil when none does.
  public var length: Int? {
    guard let opcode else { return nil }
    var length = 1
    for operand in opcode.operands { length += words(of: operand, opcode) }
    return length
  }

  /// How many words an operand takes after the first word.
  public func words(of operand: Operand, _ opcode: Opcode) -> Int {
    switch operand {
    case .literal, .importIndex, .function, .rawWord, .binaryField, .guardOperation, .frameWord: 1
    case .readList, .writeList, .targetTable: (b + 3) / 4
    case .readPairs: ((opcode == .updateMap ? c : b) * 2 + 3) / 4
    case .binarySegments: b
    case .literalTable: b * 2
    default: 0
    }
  }
}

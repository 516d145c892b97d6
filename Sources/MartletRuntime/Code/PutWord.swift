import MartletBytecode

/// The word of a ``Opcode/putKey``: what is still needed behind a call of `Map.put`, to find out
/// whether the map may be changed in its place.
///
/// ```
/// 63           24 23          16 15      0
/// [  registers   |  dead slots  | native ]
/// ```
struct PutWord {
  let bits: UInt64

  /// How many registers the word has bits for.
  fileprivate static let registers = 40

  /// The number of the native `Map.put/3`.
  @inline(__always) var native: Int { Int(bits & 0xFFFF) }
  /// How many slots of the frame are not needed any more.
  @inline(__always) var deadSlots: Int { Int(bits >> 16 & 0xFF) }
  /// The registers, from X0 on, that may be needed, a bit each.
  @inline(__always) var neededRegisters: UInt64 { bits >> 24 }
}

extension PutWord {
  /// The word for the `native` instruction at the start of these; nil where there can be none.
  ///
  /// What follows is looked at as far as nothing branches; where that cannot tell, all registers and
  /// slots are needed.
  init?(
    _ code: UnsafePointer<UInt64>,
    _ instructions: ArraySlice<(at: Int, opcode: Opcode)>
  ) {
    guard let first = instructions.first else { return nil }
    let put = Instruction(word: code[first.at])
    guard put.live <= PutWord.registers, code[first.at + 1] <= 0xFFFF else { return nil }
    var needed = NeededRegisters(below: put.live)
    needed.write(put.a)
    for (at, opcode) in instructions.dropFirst() where !needed.isKnown {
      needed.goOn(Instruction(word: code[at]), opcode)
    }
    bits = needed.bits | code[first.at + 1]
  }
}

/// Registers that are read before they are written.
private struct NeededRegisters {
  private let all: UInt64
  private var needed: UInt64 = 0
  private var written: UInt64 = 0
  private var readsSlots = false
  private var deadSlots = 0
  /// Whether what follows does not matter.
  private(set) var isKnown = false

  init(below live: Int) { all = 1 << UInt64(live) - 1 }

  /// Goes past an instruction.
  mutating func goOn(_ instruction: Instruction, _ opcode: Opcode) {
    switch opcode {
    case .move:
      read(instruction.b)
      write(instruction.a)
    case .loadInteger, .loadLiteral: write(instruction.a)
    case .getSlot:
      readsSlots = true
      write(instruction.a)
    case .returnValue: leave(reading: 1, deadSlots: instruction.a)
    case .tailCall, .tailCallRemote:
      leave(reading: instruction.live, deadSlots: instruction.a)
    case .tailCallClosure:
      leave(reading: instruction.live + 1, deadSlots: instruction.a)
    case .call, .callRemote: leave(reading: instruction.live, deadSlots: 0)
    case .callClosure: leave(reading: instruction.live + 1, deadSlots: 0)
    default:
      needed |= all & ~written
      isKnown = true
    }
  }

  /// Goes to another function, which finds so many registers.
  private mutating func leave(reading count: Int, deadSlots: Int) {
    for register in 0..<count { read(register) }
    self.deadSlots = deadSlots
    isKnown = true
  }

  mutating func write(_ register: Int) { written |= 1 << UInt64(register) }

  private mutating func read(_ register: Int) {
    needed |= 1 << UInt64(register) & all & ~written
  }

  /// The upper parts of the word; a slot that is read is needed, and for simplicity its frame.
  var bits: UInt64 {
    needed << 24 | UInt64(readsSlots || deadSlots > 0xFF ? 0 : deadSlots) << 16
  }
}

import MartletBytecode

/// A register of the code before allocation.
///
/// Numbers below ``firstVirtual`` are the X registers themselves, those from it on stand for values
/// that get an X register, a Y slot or both.
typealias Register = Int32

/// The first number of a register that is not an X register itself.
let firstVirtual: Register = 256

/// How many X registers the compiler uses.
let registerLimit = 250

/// Where a move takes its value from.
enum MoveSource {
  case register(Register)
  case constant(Constant)
  /// The Y slot of a register.
  case slot(Register)
}

/// One of several moves that happen at once.
struct Move {
  var destination: Register
  var source: MoveSource
}

/// An instruction before registers and addresses are known.
///
/// Fields `a`, `b` and `c` are registers or numbers as ``Opcode/operands`` says; targets are
/// numbers of blocks.
struct CodeInstruction {
  /// What kind of instruction it is.
  enum Form {
    case plain
    /// Moves that happen at once; ``moves`` holds them.
    case moves
    /// The entry of an exception handler, which keeps the slot `a` of its try reserved.
    case handlerEntry
  }

  var form = Form.plain
  var opcode: Opcode
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  /// The second result of `matchCons`, the key of `matchKeyRegister`, the length of a run, the
  /// number of arguments of a call, the position of a binary field, what an F register is added to,
  /// the words that the boxes of a `floatLoad`'s numbers take.
  var d: Int32 = 0
  /// The block that is gone to when the condition does not hold, or where the jump goes.
  var target: Int32 = -1
  var line: Int32 = 0
  /// The index of a literal, import or function, or a packed word.
  var payload: UInt64 = 0
  /// Registers that are read, or the blocks of a table.
  var list: [Int32] = []
  /// Packed segments, or the literals of a table.
  var data: [UInt64] = []
  var moves: [Move] = []

  /// Makes an instruction of the machine.
  init(_ opcode: Opcode, a: Int32 = 0, b: Int32 = 0, c: Int32 = 0, target: Int32 = -1) {
    self.opcode = opcode
    self.a = a
    self.b = b
    self.c = c
    self.target = target
  }

  /// Makes moves that happen at once.
  init(moves: [Move]) {
    form = .moves
    opcode = .move
    self.moves = moves
  }
}

/// Instructions that run in order; conditional ones may leave in the middle, only the last one ends
/// the block.
struct CodeBlock {
  var instructions: [CodeInstruction] = []
  /// The block that handles exceptions raised here, or -1.
  var handler: Int32 = -1

  /// Whether control never reaches the end of the block.
  var isEnded: Bool {
    guard let last = instructions.last, last.form == .plain else { return false }
    return last.opcode.endsBlock
  }
}

/// The code of a function before registers and addresses are known.
struct Code {
  var blocks: [CodeBlock] = []
  /// The blocks in the order in which they are written.
  var layout: [Int32] = []
  var nextRegister = firstVirtual
  /// Runs of registers that must be neighbours: length by first register.
  var runs: [Register: Int32] = [:]
  /// The import `Math.sqrt/1`, if it is called.
  var squareRoot: UInt64?
  /// Whether it is what a script runs once, from top to bottom.
  var isScript = false
  /// The number of arguments and captured values in X0… at the start.
  var arity: Int

  /// Makes a register.
  mutating func makeRegister() -> Register {
    nextRegister += 1
    return nextRegister - 1
  }

  /// Makes registers with successive numbers.
  mutating func makeRun(_ count: Int) -> Register {
    nextRegister += Int32(count)
    return nextRegister - Int32(count)
  }

  /// Makes a block whose exceptions go to the block `handler`, or to the caller when it is -1.
  mutating func makeBlock(handler: Int32) -> Int32 {
    blocks.append(CodeBlock(handler: handler))
    return Int32(blocks.count - 1)
  }
}

import MartletBytecode

/// What the fields of an instruction are, worked out once from ``Opcode/operands``.
struct InstructionShape {
  /// What becomes of the register in a field.
  enum Role {
    case none
    case read
    case write
  }

  var a = Role.none
  var b = Role.none
  var c = Role.none
  var readsRun = false
  var writesRun = false
  var readsList = false
  var writesList = false
  var isCall = false
  var isTailCall = false
  var endsBlock = false
  var liveRole = LiveRole.unused

  /// Works out the shape of an instruction.
  init(_ opcode: Opcode) {
    var field = 0
    for operand in opcode.operands {
      switch operand {
      case .write: set(&field, .write)
      case .read: set(&field, .read)
      case .writeRun:
        writesRun = true
        field += 1
      case .readRun:
        readsRun = true
        field += 1
      case .readList, .readPairs, .binarySegments: readsList = true
      case .writeList: writesList = true
      default: field += 1
      }
    }
    isCall = opcode.isCall
    liveRole = opcode.liveRole
    endsBlock = opcode.endsBlock
    switch opcode {
    case .tailCall, .tailCallRemote, .tailCallClosure, .tailCallDynamic, .tailApply:
      isTailCall = true
    default: break
    }
  }

  private mutating func set(_ field: inout Int, _ role: Role) {
    switch field {
    case 0: a = role
    case 1: b = role
    default: c = role
    }
    field += 1
  }

  private static let table: [InstructionShape] = (0...255).map {
    InstructionShape(Opcode(rawValue: UInt8($0)) ?? .functionClause)
  }

  /// The shape of an instruction.
  static subscript(_ opcode: Opcode) -> InstructionShape { table[Int(opcode.rawValue)] }
}

extension CodeInstruction {
  /// What the fields are.
  var shape: InstructionShape { InstructionShape[opcode] }

  /// Whether it is a call, after which only X0 and the slots hold terms.
  var isCall: Bool { form == .plain && opcode.isCall }

  /// The number of X registers that the instruction takes from X0 on.
  private var argumentCount: Int32 {
    switch opcode {
    case .callClosure, .tailCallClosure, .callDynamic, .tailCallDynamic: d + 1
    case .returnValue: 1
    default: d
    }
  }

  /// Whether the position of a binary field, in `d`, is read and written.
  var movesPosition: Bool {
    switch opcode {
    case .matchInteger, .matchFloat, .matchUtf8, .matchBytes, .skipField: form == .plain
    default: false
    }
  }

  /// Calls `body` for every register that the instruction reads.
  func forEachUse(_ body: (Register) -> Void) {
    switch form {
    case .moves:
      for move in moves { if case .register(let register) = move.source { body(register) } }
      return
    case .handlerEntry: return
    case .plain: break
    }
    switch opcode {
    case .getSlot, .clearSlot, .enterTry, .leaveTry: return
    case .allocate:
      for register in 0..<b { body(register) }
      return
    case .swap, .loadInteger, .loadLiteral, .jump, .receiveStart, .receiveSkip, .receiveWait: return
    case .call, .callRemote, .callClosure, .callDynamic, .apply, .tailCall, .tailCallRemote,
      .tailCallClosure, .tailCallDynamic, .tailApply, .returnValue, .functionClause:
      for register in 0..<argumentCount { body(register) }
      return
    case .matchLiteral:
      body(a)
      body(b)
      return
    case .matchKeyRegister: body(d)
    default: break
    }
    let shape = shape
    if shape.a == .read { body(a) }
    if shape.b == .read { body(b) }
    if shape.c == .read { body(c) }
    if shape.readsRun {
      let count = opcode == .guardNative ? d : c
      for index in 0..<count { body(b + index) }
    }
    if shape.readsList { for register in list where register >= 0 { body(register) } }
    if movesPosition {
      body(d)
      for register in list { body(register) }
    }
  }

  /// Calls `body` for every register that the instruction writes.
  func forEachDefinition(_ body: (Register) -> Void) {
    switch form {
    case .moves:
      for move in moves { body(move.destination) }
      return
    case .handlerEntry: return
    case .plain: break
    }
    let shape = shape
    if shape.isCall {
      body(0)
      return
    }
    if shape.a == .write { body(a) }
    if shape.b == .write { body(b) }
    if shape.writesRun { for index in 0..<d { body(b + index) } }
    if shape.writesList { for register in list { body(register) } }
    if opcode == .matchCons { body(d) }
    if movesPosition { body(d) }
  }

  /// Replaces the registers that are read, where they are not written too or fixed.
  mutating func replaceUses(_ body: (Register) -> Register) {
    switch form {
    case .moves:
      for index in moves.indices {
        if case .register(let register) = moves[index].source {
          moves[index].source = .register(body(register))
        }
      }
      return
    case .handlerEntry: return
    case .plain: break
    }
    switch opcode {
    case .getSlot, .clearSlot, .enterTry, .leaveTry, .allocate, .swap: return
    case .matchLiteral:
      b = body(b)
      return
    case .matchKeyRegister: d = body(d)
    default: break
    }
    let shape = shape
    if shape.a == .read { a = body(a) }
    if shape.b == .read { b = body(b) }
    if shape.c == .read { c = body(c) }
    // A run of one register is the register itself; longer ones are made for the instruction.
    if shape.readsRun, (opcode == .guardNative ? d : c) == 1 { b = body(b) }
    if shape.readsList || movesPosition {
      for index in list.indices where list[index] >= 0 { list[index] = body(list[index]) }
    }
  }

  /// Calls `body` for every block that control can go to from here, not counting handlers.
  func forEachTarget(_ body: (Int32) -> Void) {
    guard form == .plain else { return }
    if target >= 0, opcode != .enterTry { body(target) }
    switch opcode {
    case .switchInteger, .switchLiteral, .switchArity:
      for block in list where block >= 0 { body(block) }
    default: break
    }
  }

  /// Replaces the blocks that control can go to.
  mutating func replaceTargets(_ body: (Int32) -> Int32) {
    guard form == .plain else { return }
    if target >= 0, opcode != .enterTry { target = body(target) }
    switch opcode {
    case .switchInteger, .switchLiteral, .switchArity:
      for index in list.indices where list[index] >= 0 { list[index] = body(list[index]) }
    default: break
    }
  }

  /// Whether it has a target at all.
  var hasTargets: Bool {
    guard form == .plain, opcode != .enterTry else { return false }
    return target >= 0 || !list.isEmpty && shape.readsList == false && !movesPosition
  }
}

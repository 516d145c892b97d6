import MartletBytecode

/// Writes the words of one function.
struct FunctionEmitter {
  private let allocated: AllocatedCode
  private let counts: [[Int]]
  var assembler: Assembler
  private var labels: [Assembler.Label] = []

  /// Makes an emitter that goes on where `assembler` stands.
  init(_ allocated: AllocatedCode, _ counts: [[Int]], _ assembler: Assembler) {
    self.allocated = allocated
    self.counts = counts
    self.assembler = assembler
  }

  /// Writes all blocks.
  mutating func emit() {
    labels = allocated.code.blocks.map { _ in assembler.makeLabel() }
    let layout = allocated.code.layout.filter { allocated.flow.indices[Int($0)] >= 0 }
    for (place, block) in layout.enumerated() {
      assembler.place(labels[Int(block)])
      let next = place + 1 < layout.count ? layout[place + 1] : -1
      for (index, instruction) in allocated.code.blocks[Int(block)].instructions.enumerated() {
        switch instruction.form {
        case .handlerEntry: break
        case .moves: emitMoves(instruction.moves)
        case .plain:
          if instruction.opcode == .jump, instruction.target == next { continue }
          emit(instruction, live: counts[Int(block)][index], allocated.frames[Int(block)][index])
        }
      }
    }
  }

  // MARK: Moves

  private mutating func emitMoves(_ moves: [Move]) {
    var pending: [(destination: Register, source: Register)] = []
    for move in moves {
      if case .register(let source) = move.source { pending.append((move.destination, source)) }
    }
    while !pending.isEmpty {
      let ready = pending.firstIndex { move in
        !pending.contains { $0.source == move.destination }
      }
      if let ready {
        let move = pending.remove(at: ready)
        assembler.emit(Instruction(.move, a: Int(move.destination), b: Int(move.source)))
      } else {
        // Only cycles are left; an exchange shortens one by a register.
        let (destination, source) = pending.removeLast()
        assembler.emit(Instruction(.swap, a: Int(destination), b: Int(source)))
        for index in pending.indices {
          if pending[index].source == destination {
            pending[index].source = source
          } else if pending[index].source == source {
            pending[index].source = destination
          }
        }
        pending.removeAll { $0.destination == $0.source }
      }
    }
    for move in moves {
      switch move.source {
      case .register: break
      case .slot(let slot):
        assembler.emit(Instruction(.getSlot, a: Int(move.destination), b: Int(slot)))
      case .constant(let constant): emitLoad(constant, to: move.destination)
      }
    }
  }

  private mutating func emitLoad(_ constant: Constant, to register: Register) {
    if case .integer(let value) = constant, Int32(exactly: value) != nil {
      assembler.emit(Instruction(.loadInteger, a: Int(register), long: value))
    } else {
      let index = assembler.literal(constant)
      assembler.emit(Instruction(.loadLiteral, a: Int(register)), UInt64(index))
    }
  }

  // MARK: Instructions

  private mutating func emit(_ instruction: CodeInstruction, live: Int, _ frame: Int32) {
    if instruction.isTraced { assembler.mark(line: Int(instruction.line)) }
    let a = Int(instruction.a)
    let b = Int(instruction.b)
    let c = Int(instruction.c)
    let d = Int(instruction.d)
    switch instruction.opcode {
    case .returnValue: assembler.emit(Instruction(.returnValue, a: Int(frame)))
    case .call, .tailCall:
      assembler.emitCall(
        instruction.opcode,
        frame: Int(frame),
        arity: d,
        function: Int(instruction.payload)
      )
    case .callRemote, .callDynamic:
      assembler.emit(
        Instruction(instruction.opcode, live: d, a: Int(frame)),
        instruction.payload,
        Instruction(.frame, a: Int(frame)).word
      )
    case .tailCallRemote, .tailCallDynamic:
      assembler.emit(Instruction(instruction.opcode, live: d, a: Int(frame)), instruction.payload)
    case .callClosure, .tailCallClosure, .apply, .tailApply:
      assembler.emit(Instruction(instruction.opcode, live: d, a: Int(frame)))
    case .jump, .receiveSkip, .receiveWait:
      assembler.emit(
        Instruction(instruction.opcode, live: live),
        target: label(instruction),
        place: .long
      )
    case .receiveWaitTimeout:
      assembler.emit(
        Instruction(instruction.opcode, live: live, a: a),
        target: label(instruction),
        place: .long
      )
    case .enterTry:
      let handler = assembler.addHandler(label(instruction))
      assembler.emit(Instruction(.enterTry, a: a, b: handler))
    case .native:
      assembler.emit(Instruction(.native, live: live, a: a, b: b, c: c), instruction.payload)
    case .guardArithmetic:
      assembler.emit(
        Instruction(.guardArithmetic, live: live, a: a, b: b, c: c),
        words: [instruction.payload],
        target: label(instruction),
        place: .guardWord
      )
    case .matchTuple, .matchCons, .matchKeyRegister:
      emitConditional(instruction, live: d, words: [])
    case .matchKey, .ifIs, .ifIsNot, .matchLiteral, .guardNative:
      emitConditional(instruction, live: live, words: [instruction.payload])
    case .matchInteger, .matchFloat, .matchUtf8, .matchBytes, .skipField:
      emitConditional(instruction, live: live, words: [instruction.field])
    case .tuple, .makeMap, .buildString, .list, .updateMap:
      assembler.emit(
        Instruction(instruction.opcode, live: live, a: a, b: b, c: c),
        words: Assembler.pack(instruction.list.map(Int.init))
      )
    case .floatLoad, .floatBox:
      assembler.emit(
        Instruction(instruction.opcode, live: c, a: a, b: b),
        words: Assembler.pack(instruction.list.map(Int.init)),
        target: label(instruction)
      )
    case .floatConstant:
      assembler.emit(Instruction(.floatConstant, a: a), instruction.payload)
    case .floatMultiplyAdd, .floatMultiplySubtract:
      assembler.emit(Instruction(instruction.opcode, live: d, a: a, b: b, c: c))
    case .closure:
      assembler.emit(
        Instruction(.closure, a: a, b: b),
        words: [instruction.payload] + Assembler.pack(instruction.list.map(Int.init))
      )
    case .buildBinary:
      assembler.emit(
        Instruction(.buildBinary, live: live, a: a, b: b),
        words: instruction.segments
      )
    case .getKey:
      assembler.emit(Instruction(.getKey, live: live, a: a, b: b), instruction.payload)
    case .switchInteger, .switchArity, .switchLiteral: emitSwitch(instruction)
    case .functionClause: assembler.emit(Instruction(.functionClause, live: d))
    default:
      if instruction.target >= 0 {
        emitConditional(instruction, live: live, words: [])
      } else {
        assembler.emit(Instruction(instruction.opcode, live: live, a: a, b: b, c: c))
      }
    }
  }

  private func label(_ instruction: CodeInstruction) -> Assembler.Label {
    labels[Int(instruction.target)]
  }

  private mutating func emitConditional(
    _ instruction: CodeInstruction,
    live: Int,
    words: [UInt64]
  ) {
    let a = instruction.opcode == .skipField ? 0 : Int(instruction.a)
    assembler.emit(
      Instruction(instruction.opcode, live: live, a: a, b: Int(instruction.b)),
      words: words,
      target: label(instruction)
    )
  }

  private mutating func emitSwitch(_ instruction: CodeInstruction) {
    var words: [UInt64] = []
    var targets: [(Assembler.TargetPlace, Assembler.Label)] = [(.short, label(instruction))]
    if instruction.opcode == .switchLiteral {
      for (index, literal) in instruction.data.enumerated() {
        words += [literal, 0]
        targets.append((.word(index * 2 + 2), labels[Int(instruction.list[index])]))
      }
    } else {
      let base = instruction.opcode == .switchInteger ? 2 : 1
      if base == 2 { words.append(instruction.payload) }
      words += Array(repeating: 0, count: (instruction.list.count + 3) / 4)
      for (index, block) in instruction.list.enumerated() where block >= 0 {
        targets.append((.table(base: base, index: index), labels[Int(block)]))
      }
    }
    assembler.emit(
      Instruction(instruction.opcode, a: Int(instruction.a), b: Int(instruction.b)),
      words: words,
      targets: targets
    )
  }
}

extension CodeInstruction {
  /// Whether a trace may name the instruction's line.
  fileprivate var isTraced: Bool {
    switch shape.liveRole {
    case .live: opcode != .allocate && opcode != .testHeap && opcode != .receiveTake
    case .arity: true
    default: false
    }
  }

  /// The field of a binary pattern with its registers.
  fileprivate var field: UInt64 {
    var word = payload | UInt64(UInt16(truncatingIfNeeded: d))
    if let size = list.first { word |= UInt64(UInt16(truncatingIfNeeded: size)) << 16 }
    return word
  }

  /// The segments of a binary with their registers.
  fileprivate var segments: [UInt64] {
    data.enumerated().map { index, word in
      var word = word | UInt64(UInt16(truncatingIfNeeded: list[index * 2]))
      let size = list[index * 2 + 1]
      if size >= 0 { word |= UInt64(UInt16(truncatingIfNeeded: size)) << 16 }
      return word
    }
  }
}

import MartletBytecode

/// Code whose registers and slots are those of the machine.
struct AllocatedCode {
  var code: Code
  var flow: ControlFlow
  /// The frame's size at each instruction, by block; 0 without a frame.
  var frames: [[Int32]]
}

/// Takes code through the passes that give registers and slots to its values.
enum Allocation {
  /// Returns nil when the function has more values alive at once than the machine can hold.
  static func run(_ lowered: Code) -> AllocatedCode? {
    let threaded = threadJumps(FloatPass.run(lowered))
    var spilled: Set<Register> = []
    for _ in 0..<24 {
      var code = SlotPass.run(threaded, spilled: spilled)
      code = removeDeadMoves(code)
      let flow = ControlFlow(code)
      let coloring = Coloring(code, flow)
      if coloring.uncolored.isEmpty { return finish(code, flow, coloring.colors) }
      guard let more = spillCandidates(threaded, coloring, spilled) else { return nil }
      spilled.formUnion(more)
    }
    return nil
  }

  // MARK: Before allocation

  /// Lets jumps to blocks that only jump go to where those go.
  private static func threadJumps(_ code: Code) -> Code {
    var code = code
    let destinations = code.blocks.indices.map { index in
      var block = Int32(index)
      for _ in 0..<64 {
        let instructions = code.blocks[Int(block)].instructions
        guard instructions.count == 1, instructions[0].form == .plain,
          instructions[0].opcode == .jump
        else { break }
        block = instructions[0].target
      }
      return block
    }
    for block in code.blocks.indices {
      for index in code.blocks[block].instructions.indices
      where code.blocks[block].instructions[index].hasTargets {
        code.blocks[block].instructions[index].replaceTargets { destinations[Int($0)] }
      }
    }
    return code
  }

  private static func removeDeadMoves(_ code: Code) -> Code {
    var code = code
    let flow = ControlFlow(code)
    var liveness = Liveness(code, flow, .registers)
    for block in flow.order {
      liveness.beginWalk(code, block)
      for index in code.blocks[Int(block)].instructions.indices.reversed() {
        if code.blocks[Int(block)].instructions[index].form == .moves {
          code.blocks[Int(block)].instructions[index].moves.removeAll {
            $0.destination >= firstVirtual && !liveness.set.contains($0.destination)
          }
        }
        liveness.step(code.blocks[Int(block)].instructions[index])
      }
    }
    return code
  }

  /// Chooses values to keep in slots only: those that are alive with the most others.
  private static func spillCandidates(
    _ code: Code,
    _ coloring: Coloring,
    _ spilled: Set<Register>
  ) -> [Register]? {
    var fixed: Set<Register> = spilled
    for (start, length) in code.runs { fixed.formUnion(start..<(start + length)) }
    for block in code.blocks {
      for instruction in block.instructions where instruction.form == .plain {
        if instruction.movesPosition { fixed.insert(instruction.d) }
        if instruction.opcode == .matchLiteral { fixed.insert(instruction.a) }
        // Values from a message may not be stored before it is taken.
        if instruction.opcode == .receiveTake { return nil }
      }
    }
    let candidates = (firstVirtual..<code.nextRegister).filter {
      !fixed.contains($0) && coloring.degree($0) > 0
    }
    guard !candidates.isEmpty else { return nil }
    return Array(
      candidates.sorted { coloring.degree($0) > coloring.degree($1) }
        .prefix(max(32, coloring.uncolored.count))
    )
  }

  // MARK: After allocation

  private static func finish(
    _ colored: Code,
    _ flow: ControlFlow,
    _ colors: [Int32]
  ) -> AllocatedCode? {
    var code = colored
    let frames = FramePass(code, flow)
    let slots = SlotColoring(code, flow, frames, colors: colors)
    if slots.sizes.values.contains(where: { $0 > 30_000 }) { return nil }
    var sizes: [[Int32]] = Array(repeating: [], count: code.blocks.count)
    for block in flow.order {
      let size = slots.sizes[frames.groups[Int(block)]] ?? 0
      var output: [CodeInstruction] = []
      for (index, instruction) in code.blocks[Int(block)].instructions.enumerated() {
        if frames.places[Int(block)] == index {
          var allocate = CodeInstruction(.allocate, a: size)
          allocate.line = instruction.line
          output.append(allocate)
          sizes[Int(block)].append(size)
        }
        output.append(instruction.renamed(colors, slots.numbers))
        sizes[Int(block)].append(frames.isFramed(block, index) ? size : 0)
      }
      code.blocks[Int(block)].instructions = output
    }
    foldStores(&code, flow, &sizes)
    var allocated = AllocatedCode(code: code, flow: flow, frames: sizes)
    SlotClearing.run(&allocated)
    return allocated
  }

  /// Lets `allocate` save the registers whose stores follow it.
  private static func foldStores(
    _ code: inout Code,
    _ flow: ControlFlow,
    _ sizes: inout [[Int32]]
  ) {
    for block in flow.order {
      let instructions = code.blocks[Int(block)].instructions
      guard
        let place = instructions.firstIndex(where: { $0.form == .plain && $0.opcode == .allocate })
      else { continue }
      var end = place + 1
      while end < instructions.count, instructions[end].form == .plain,
        instructions[end].opcode == .putSlot
      {
        end += 1
      }
      let stores = instructions[(place + 1)..<end]
      var count: Int32 = 0
      while stores.contains(where: { $0.a == count && $0.b == count }) { count += 1 }
      guard count > 0 else { continue }
      code.blocks[Int(block)].instructions[place].b = count
      for index in ((place + 1)..<end).reversed()
      where instructions[index].a == instructions[index].b && instructions[index].a < count {
        code.blocks[Int(block)].instructions.remove(at: index)
        sizes[Int(block)].remove(at: index)
      }
    }
  }
}

extension CodeInstruction {
  /// The instruction with registers and slots of the machine.
  fileprivate func renamed(_ colors: [Int32], _ slots: [Int32]) -> CodeInstruction {
    var result = self
    let color = { (register: Register) in colors[Int(register)] }
    switch form {
    case .moves:
      result.moves = moves.compactMap { move in
        var move = move
        move.destination = color(move.destination)
        switch move.source {
        case .register(let register):
          if color(register) == move.destination { return nil }
          move.source = .register(color(register))
        case .slot(let register): move.source = .slot(slots[Int(register)])
        case .constant: break
        }
        return move
      }
      return result
    case .handlerEntry:
      result.a = slots[Int(a)]
      return result
    case .plain: break
    }
    let shape = shape
    switch opcode {
    case .putSlot:
      result.a = slots[Int(a)]
      result.b = color(b)
      return result
    case .getSlot:
      result.a = color(a)
      result.b = slots[Int(b)]
      return result
    case .enterTry, .leaveTry, .clearSlot:
      result.a = slots[Int(a)]
      return result
    case .matchCons, .matchKeyRegister: result.d = color(d)
    default: break
    }
    if shape.a != .none { result.a = color(a) }
    if shape.b != .none || shape.writesRun { result.b = color(b) }
    if shape.readsRun, (opcode == .guardNative ? d : c) > 0 { result.b = color(b) }
    if shape.c != .none { result.c = color(c) }
    if movesPosition { result.d = color(d) }
    if shape.readsList || shape.writesList || movesPosition {
      result.list = list.map { $0 < 0 ? -1 : color($0) }
    }
    return result
  }
}

import MartletBytecode

/// Puts what must survive a call in Y slots.
///
/// A call destroys all X registers. A register that is alive across one is stored in its slot on
/// the way to the call, at its last use before it or where it got its value, and loaded again, into
/// a fresh register, where it is used first afterwards. What a handler needs is stored before the
/// handler is installed.
struct SlotPass {
  private struct State {
    /// The X register that holds a value now.
    var names: [Register: Register] = [:]
    /// The values that are in their slots.
    var stored: Set<Register> = []
  }

  private struct Edge {
    var block: Int32
    /// The instruction in the new code of the block that leads here.
    var index: Int
    var state: State
  }

  private var code: Code
  private let flow: ControlFlow
  private var liveness: Liveness
  /// The registers that need slots.
  private var slotted: [Bool]
  /// Those of them that are never kept in an X register, since there are too few.
  private let spilled: Set<Register>
  private var edges: [[Edge]]
  private var isDone: [Bool]
  private var state = State()
  private var output: [CodeInstruction] = []

  /// Rewrites code so that nothing but slots is alive across a call.
  static func run(_ code: Code, spilled: Set<Register>) -> Code {
    var pass = SlotPass(code, spilled: spilled)
    guard pass.findSlotted() else { return code }
    for block in pass.flow.order { pass.rewrite(block) }
    return pass.code
  }

  private init(_ code: Code, spilled: Set<Register>) {
    self.code = code
    self.spilled = spilled
    flow = ControlFlow(code)
    liveness = Liveness(code, flow, .registersAcrossHandlers)
    slotted = Array(repeating: false, count: Int(code.nextRegister))
    edges = Array(repeating: [], count: code.blocks.count)
    isDone = Array(repeating: false, count: code.blocks.count)
  }

  /// Finds the registers that need slots; false when there are none.
  private mutating func findSlotted() -> Bool {
    for register in spilled { slotted[Int(register)] = true }
    var found = !spilled.isEmpty
    for block in flow.order {
      liveness.beginWalk(code, block)
      for instruction in code.blocks[Int(block)].instructions.reversed() {
        if instruction.isCall {
          for register in liveness.set.members where register >= firstVirtual {
            slotted[Int(register)] = true
            found = true
          }
        }
        liveness.step(instruction)
      }
      let handler = code.blocks[Int(block)].handler
      guard handler >= 0 else { continue }
      for register in liveness.atStart[Int(handler)] where register >= firstVirtual {
        slotted[Int(register)] = true
        found = true
      }
    }
    return found
  }

  private func isSlotted(_ register: Register) -> Bool {
    register >= firstVirtual && Int(register) < slotted.count && slotted[Int(register)]
  }

  // MARK: Blocks

  private mutating func rewrite(_ block: Int32) {
    let old = code.blocks[Int(block)].instructions
    state = startState(block)
    output = []
    output.reserveCapacity(old.count + 8)
    let demands = demands(block)
    var start = 0
    var puts: [Int: [Register]] = [:]
    schedule(old, from: start, demands, &puts)
    for (index, instruction) in old.enumerated() {
      rewrite(instruction, puts: puts.removeValue(forKey: index) ?? [], block)
      if instruction.isCall { state.names = [:] }
      if isBoundary(instruction), index + 1 < old.count {
        start = index + 1
        schedule(old, from: start, demands, &puts)
      }
    }
    code.blocks[Int(block)].instructions = output
    isDone[Int(block)] = true
  }

  /// Whether stores may not be moved over an instruction.
  ///
  /// What comes from a message may be stored only after the message has been taken.
  private func isBoundary(_ instruction: CodeInstruction) -> Bool {
    guard instruction.form == .plain else { return false }
    return instruction.opcode.isCall || instruction.opcode == .enterTry
      || instruction.opcode == .receiveTake
  }

  /// For each call and each handler installed in a block, by its index, what must be in slots.
  private mutating func demands(_ block: Int32) -> [Int: [Register]] {
    var result: [Int: [Register]] = [:]
    liveness.beginWalk(code, block)
    let instructions = code.blocks[Int(block)].instructions
    for (index, instruction) in instructions.enumerated().reversed() {
      if instruction.isCall {
        result[index] = liveness.set.members.filter { isSlotted($0) }.sorted()
      } else if instruction.form == .plain, instruction.opcode == .enterTry {
        result[index] = liveness.atStart[Int(instruction.target)].filter { isSlotted($0) }.sorted()
      }
      liveness.step(instruction)
    }
    return result
  }

  /// Decides before which instructions values are stored, up to the next boundary.
  private func schedule(
    _ instructions: [CodeInstruction],
    from start: Int,
    _ demands: [Int: [Register]],
    _ puts: inout [Int: [Register]]
  ) {
    var end = start
    while end < instructions.count, !isBoundary(instructions[end]) { end += 1 }
    guard end < instructions.count, let demanded = demands[end], !demanded.isEmpty else { return }
    var lastUse: [Register: Int] = [:]
    var definition: [Register: Int] = [:]
    for index in start..<end {
      instructions[index].forEachUse { if isSlotted($0) { lastUse[$0] = index } }
      instructions[index].forEachDefinition { register in
        guard isSlotted(register) else { return }
        definition[register] = index
        lastUse[register] = nil
      }
    }
    for register in demanded where !spilled.contains(register) {
      if state.stored.contains(register), definition[register] == nil { continue }
      let place = lastUse[register] ?? definition[register].map { $0 + 1 } ?? start
      puts[place, default: []].append(register)
    }
  }

  private mutating func rewrite(
    _ old: CodeInstruction,
    puts: [Register],
    _ block: Int32
  ) {
    var instruction = old
    if instruction.form == .moves {
      for index in instruction.moves.indices {
        guard case .register(let register) = instruction.moves[index].source,
          isSlotted(register)
        else { continue }
        instruction.moves[index].source =
          state.names[register].map { .register($0) } ?? .slot(register)
      }
    } else {
      var needed: [Register] = []
      instruction.forEachUse { if isSlotted($0) { needed.append($0) } }
      if !needed.isEmpty {
        var names: [Register: Register] = [:]
        for register in needed { names[register] = name(of: register) }
        instruction.replaceUses { names[$0] ?? $0 }
      }
    }
    for register in puts { put(register) }
    let index = output.count
    output.append(instruction)
    instruction.forEachTarget { addEdge(to: $0, from: block, index) }
    old.forEachDefinition { register in
      guard isSlotted(register) else { return }
      state.stored.remove(register)
      state.names[register] = register
    }
    guard !spilled.isEmpty else { return }
    old.forEachDefinition { register in
      guard spilled.contains(register) else { return }
      put(register)
      state.names[register] = nil
    }
  }

  private mutating func put(_ register: Register) {
    guard !state.stored.contains(register), let name = state.names[register] else { return }
    var put = CodeInstruction(.putSlot, a: register, b: name)
    put.line = output.last?.line ?? 0
    output.append(put)
    state.stored.insert(register)
  }

  /// Returns the X register that holds a value, loading it when there is none.
  private mutating func name(of register: Register) -> Register {
    if let name = state.names[register] { return name }
    let name = code.makeRegister()
    output.append(CodeInstruction(.getSlot, a: name, b: register))
    if !spilled.contains(register) { state.names[register] = name }
    return name
  }

  // MARK: Edges

  private mutating func addEdge(to target: Int32, from block: Int32, _ index: Int) {
    // A loop finds everything as it was: there are no calls in it.
    guard !isDone[Int(target)], target != block else { return }
    var snapshot = State()
    for register in liveness.atStart[Int(target)] where isSlotted(register) {
      if let name = state.names[register] { snapshot.names[register] = name }
      if state.stored.contains(register) { snapshot.stored.insert(register) }
    }
    edges[Int(target)].append(Edge(block: block, index: index, state: snapshot))
  }

  /// Brings the states at the ends of all edges together, mending edges where they disagree.
  private mutating func startState(_ block: Int32) -> State {
    var result = State()
    let live = liveness.atStart[Int(block)].filter { isSlotted($0) }.sorted()
    let incoming = edges[Int(block)]
    edges[Int(block)] = []
    guard !incoming.isEmpty else {
      // The start of the function, or a handler, for which all has been stored.
      result.stored = Set(block == 0 ? [] : live)
      return result
    }
    var fixes = [[CodeInstruction]](repeating: [], count: incoming.count)
    for register in live {
      let names = incoming.map { $0.state.names[register] }
      let isStored = incoming.map { $0.state.stored.contains(register) }
      let isSame = names.allSatisfy { $0 != nil && $0 == names[0] }
      if isSame { result.names[register] = names[0] }
      if isStored.allSatisfy({ $0 }) {
        result.stored.insert(register)
      } else if isSame {
        continue
      } else if isUsedBeforeCall(register, block) {
        result.names[register] = register
        for (index, name) in names.enumerated() where name != register {
          if let name {
            fixes[index].append(
              CodeInstruction(moves: [Move(destination: register, source: .register(name))])
            )
          } else {
            fixes[index].append(CodeInstruction(.getSlot, a: register, b: register))
          }
        }
      } else {
        result.stored.insert(register)
        for (index, name) in names.enumerated() where !isStored[index] {
          guard let name else { continue }
          fixes[index].append(CodeInstruction(.putSlot, a: register, b: name))
        }
      }
    }
    for (edge, fix) in zip(incoming, fixes) where !fix.isEmpty { mend(edge, to: block, fix) }
    return result
  }

  private func isUsedBeforeCall(_ register: Register, _ block: Int32) -> Bool {
    for instruction in code.blocks[Int(block)].instructions {
      var isUsed = false
      instruction.forEachUse { if $0 == register { isUsed = true } }
      if isUsed { return true }
      if isBoundary(instruction) { return false }
    }
    return false
  }

  /// Adds instructions to an edge, in a block of its own when it has to be.
  private mutating func mend(_ edge: Edge, to target: Int32, _ fix: [CodeInstruction]) {
    let line = code.blocks[Int(edge.block)].instructions[edge.index].line
    let fix = fix.map { instruction in
      var instruction = instruction
      instruction.line = line
      return instruction
    }
    if code.blocks[Int(edge.block)].instructions[edge.index].opcode == .jump {
      code.blocks[Int(edge.block)].instructions.insert(contentsOf: fix, at: edge.index)
      return
    }
    let middle = code.makeBlock(handler: code.blocks[Int(edge.block)].handler)
    edges.append([])
    isDone.append(true)
    code.layout.append(middle)
    code.blocks[Int(middle)].instructions = fix + [CodeInstruction(.jump, target: target)]
    code.blocks[Int(edge.block)].instructions[edge.index].replaceTargets {
      $0 == target ? middle : $0
    }
  }
}

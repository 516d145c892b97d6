/// The order of a function's blocks, and what is alive at their starts.
struct ControlFlow {
  /// The blocks that can be reached, each before those that it leads to but for loops.
  private(set) var order: [Int32] = []
  /// The place of each block in the order, or -1.
  private(set) var indices: [Int32]
  /// Whether some block leads to one before it.
  private(set) var hasLoops = false

  /// Orders the blocks of code.
  init(_ code: Code) {
    indices = Array(repeating: -1, count: code.blocks.count)
    guard !code.blocks.isEmpty else { return }
    var isVisited = [Bool](repeating: false, count: code.blocks.count)
    var stack: [(block: Int32, successors: [Int32], next: Int)] = []
    isVisited[0] = true
    stack.append((0, ControlFlow.successors(of: 0, code), 0))
    while let (block, successors, next) = stack.last {
      if next < successors.count {
        stack[stack.count - 1].next += 1
        let successor = successors[next]
        if !isVisited[Int(successor)] {
          isVisited[Int(successor)] = true
          stack.append((successor, ControlFlow.successors(of: successor, code), 0))
        }
      } else {
        order.append(block)
        stack.removeLast()
      }
    }
    order.reverse()
    for (index, block) in order.enumerated() { indices[Int(block)] = Int32(index) }
    for block in order {
      for successor in ControlFlow.successors(of: block, code)
      where indices[Int(successor)] <= indices[Int(block)] {
        hasLoops = true
      }
    }
  }

  private static func successors(of block: Int32, _ code: Code) -> [Int32] {
    var result: [Int32] = []
    let block = code.blocks[Int(block)]
    for instruction in block.instructions { instruction.forEachTarget { result.append($0) } }
    if block.handler >= 0 { result.append(block.handler) }
    return result
  }
}

/// What a liveness analysis looks at.
enum LivenessKind {
  /// Registers; what a handler needs stays alive while it is installed.
  case registersAcrossHandlers
  /// Registers, once everything that a handler needs is in slots.
  case registers
  /// The slots of registers.
  case slots
}

/// Which registers (or slots) are alive at the start of each block.
struct Liveness {
  let kind: LivenessKind
  var atStart: [[Register]]
  /// Scratch for walks.
  var set: RegisterSet

  /// Analyses code.
  init(_ code: Code, _ flow: ControlFlow, _ kind: LivenessKind) {
    self.kind = kind
    atStart = Array(repeating: [], count: code.blocks.count)
    set = RegisterSet(limit: Int(code.nextRegister))
    var changed = true
    while changed {
      changed = false
      for block in flow.order.reversed() {
        let before = atStart[Int(block)].count
        beginWalk(code, block)
        for instruction in code.blocks[Int(block)].instructions.reversed() { step(instruction) }
        if set.members.count != before {
          atStart[Int(block)] = set.members
          changed = flow.hasLoops
        }
      }
    }
  }

  /// Sets the scratch set to what is alive at the end of a block.
  mutating func beginWalk(_ code: Code, _ block: Int32) {
    set.removeAll()
    let handler = code.blocks[Int(block)].handler
    guard handler >= 0, kind != .registers else { return }
    // Slots have their final numbers in the end; of registers, the handler sets the real ones.
    for register in atStart[Int(handler)] where kind == .slots || register >= firstVirtual {
      set.insert(register)
    }
  }

  /// Goes backwards over an instruction.
  mutating func step(_ instruction: CodeInstruction) {
    if kind == .slots {
      stepSlots(instruction)
      return
    }
    instruction.forEachDefinition { set.remove($0) }
    joinTargets(instruction)
    instruction.forEachUse { set.insert($0) }
  }

  /// Adds what is alive where an instruction can go.
  mutating func joinTargets(_ instruction: CodeInstruction) {
    instruction.forEachTarget { target in
      for register in atStart[Int(target)] { set.insert(register) }
    }
  }

  private mutating func stepSlots(_ instruction: CodeInstruction) {
    if let slot = instruction.definedSlot { set.remove(slot) }
    joinTargets(instruction)
    instruction.forEachUsedSlot { set.insert($0) }
  }
}

extension CodeInstruction {
  /// The slot that the instruction writes.
  var definedSlot: Register? {
    guard form == .plain else { return nil }
    switch opcode {
    case .putSlot, .enterTry: return a
    default: return nil
    }
  }

  /// Calls `body` for every slot that the instruction needs.
  func forEachUsedSlot(_ body: (Register) -> Void) {
    switch form {
    case .moves:
      for move in moves { if case .slot(let register) = move.source { body(register) } }
    case .handlerEntry: body(a)
    case .plain:
      switch opcode {
      case .getSlot: body(b)
      case .leaveTry: body(a)
      default: break
      }
    }
  }
}

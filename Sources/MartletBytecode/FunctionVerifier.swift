/// Checks one function: first what each instruction says by itself, then what flows between them.
///
/// Offsets in here count from the function's entry, those in problems from the module's start. A
/// class, because closures would copy a structure, which took a third of the time.
final class FunctionVerifier {
  /// How many F registers there are.
  static let floatRegisterLimit = 64

  let module: BytecodeModule
  let function: BytecodeFunction
  /// Functions by their entry.
  let entries: [Int: Int]
  /// The starts of instructions, in order.
  var starts: [Int] = []
  /// The number of the block that begins at a word: -1 none, -2 no instruction.
  var blockAt: [Int32]
  /// Where the blocks begin, in order; made once all targets are known.
  var blocks: [Int] = []
  /// The blocks in an order in which control passes them, receives' ways back left out.
  var order: [Int] = []

  init(module: BytecodeModule, function: BytecodeFunction, entries: [Int: Int]) {
    self.module = module
    self.function = function
    self.entries = entries
    blockAt = [Int32](repeating: -2, count: function.length)
  }

  /// Returns what is wrong first, or nil when the function may run.
  func firstProblem() -> VerificationProblem? {
    do {
      try findStarts()
      try checkHandlers()
      for start in starts { try checkOperands(at: start) }
      try markTargets()
      numberBlocks()
      try orderBlocks()
      try checkFlow()
      return nil
    } catch {
      return error
    }
  }

  func problem(_ kind: VerificationProblem.Kind, at offset: Int) -> VerificationProblem {
    VerificationProblem(function: function.label, offset: function.entry + offset, kind: kind)
  }

  func instruction(at offset: Int) -> Instruction {
    Instruction(word: module.code[function.entry + offset])
  }

  /// The opcode at the start of an instruction.
  func opcode(at start: Int) -> Opcode { instruction(at: start).opcode ?? .frame }

  func word(at offset: Int) -> UInt64 { module.code[function.entry + offset] }

  // MARK: Shape

  private func findStarts() throws(VerificationProblem) {
    starts.reserveCapacity(function.length)
    var offset = 0
    while offset < function.length {
      let first = instruction(at: offset)
      guard let opcode = first.opcode else {
        throw problem(.unknownOpcode(UInt8(truncatingIfNeeded: first.word)), at: offset)
      }
      guard opcode != .frame else { throw problem(.loneFrameWord, at: offset) }
      guard let length = first.length, length <= function.length - offset else {
        throw problem(.incompleteInstruction(opcode), at: offset)
      }
      starts.append(offset)
      blockAt[offset] = -1
      offset += length
    }
    guard let last = starts.last, opcode(at: last).endsBlock else {
      throw problem(.missingBlockEnd, at: starts.last ?? 0)
    }
    blockAt[0] = 0
  }

  private func checkHandlers() throws(VerificationProblem) {
    for handler in function.handlers {
      let offset = handler &- function.entry
      guard blockAt.indices.contains(offset), blockAt[offset] != -2 else {
        throw problem(.badHandlerEntry(handler), at: 0)
      }
      blockAt[offset] = 0
    }
  }

  /// Marks the targets as starts of blocks.
  private func markTargets() throws(VerificationProblem) {
    for start in starts {
      try forEachTarget(at: start) { (target) throws(VerificationProblem) in
        guard blockAt.indices.contains(target), blockAt[target] != -2 else {
          throw problem(.badTarget(function.entry &+ target), at: start)
        }
        blockAt[target] = 0
      }
    }
  }

  private func numberBlocks() {
    for start in starts where blockAt[start] >= 0 {
      blockAt[start] = Int32(blocks.count)
      blocks.append(start)
    }
  }

  /// Calls `body` with every place that control can go to from the instruction at `start`, but for
  /// the next one.
  func forEachTarget(
    at start: Int,
    _ body: (Int) throws(VerificationProblem) -> Void
  ) throws(VerificationProblem) {
    guard opcode(at: start).hasTargets else { return }
    try Instruction.forEachOperand(of: module.code, at: function.entry + start) {
      (operand, value) throws(VerificationProblem) in
      switch operand {
      case .target, .longTarget: try body(start &+ value)
      case .targetTable where value != 0: try body(start &+ value)
      case .guardOperation: try body(start + Instruction.guardTarget(of: value))
      case .handler: try body(function.handlers[value] - function.entry)
      default: break
      }
    }
  }

  /// Sorts the blocks by control flow; when that is not possible, there is an endless loop.
  private func orderBlocks() throws(VerificationProblem) {
    var edges: [(from: Int, to: Int)] = []
    var current = 0
    for (index, start) in starts.enumerated() {
      if blockAt[start] >= 0 { current = Int(blockAt[start]) }
      let opcode = opcode(at: start)
      switch opcode {
      case .receiveSkip, .receiveWait, .receiveWaitTimeout: break
      default:
        try forEachTarget(at: start) { (target) throws(VerificationProblem) in
          edges.append((current, Int(blockAt[target])))
        }
      }
      if !opcode.endsBlock, index + 1 < starts.count, blockAt[starts[index + 1]] >= 0 {
        edges.append((current, Int(blockAt[starts[index + 1]])))
      }
    }
    // The edges of each block, side by side.
    var first = [Int](repeating: 0, count: blocks.count + 1)
    var incoming = [Int](repeating: 0, count: blocks.count)
    for edge in edges {
      first[edge.from + 1] += 1
      incoming[edge.to] += 1
    }
    for index in blocks.indices { first[index + 1] += first[index] }
    var next = first
    var targets = [Int](repeating: 0, count: edges.count)
    for edge in edges {
      targets[next[edge.from]] = edge.to
      next[edge.from] += 1
    }
    order = blocks.indices.filter { incoming[$0] == 0 }
    var position = 0
    while position < order.count {
      let block = order[position]
      for target in targets[first[block]..<first[block + 1]] {
        incoming[target] -= 1
        if incoming[target] == 0 { order.append(target) }
      }
      position += 1
    }
    if let block = blocks.indices.first(where: { incoming[$0] > 0 }) {
      throw problem(.endlessLoop, at: blocks[block])
    }
  }
}

extension Opcode {
  /// Whether control can go on elsewhere than at the next instruction of the function.
  fileprivate var hasTargets: Bool {
    self != .call && self != .tailCall
      && operands.contains { operand in
        switch operand {
        case .target, .longTarget, .targetTable, .literalTable, .guardOperation, .handler: true
        default: false
        }
      }
  }
}

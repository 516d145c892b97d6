import MartletBytecode

/// Works out the `live` counts, and gives registers a value that would count without having one.
struct LiveCounts {
  /// For each block the count of each instruction.
  private(set) var counts: [[Int]]
  private var atStart: [RegisterMask]

  /// Registers below a count that hold nothing are filled with 0 by moves added to the code.
  init(_ allocated: inout AllocatedCode) {
    atStart = Array(repeating: RegisterMask(), count: allocated.code.blocks.count)
    counts = Array(repeating: [], count: allocated.code.blocks.count)
    findLive(allocated)
    for block in allocated.flow.order { count(allocated, block) }
    fillHoles(&allocated)
  }

  private mutating func findLive(_ allocated: AllocatedCode) {
    var changed = true
    while changed {
      changed = false
      for block in allocated.flow.order.reversed() {
        var live = RegisterMask()
        for instruction in allocated.code.blocks[Int(block)].instructions.reversed() {
          step(instruction, &live)
        }
        if live != atStart[Int(block)] {
          atStart[Int(block)] = live
          changed = allocated.flow.hasLoops
        }
      }
    }
  }

  private func step(_ instruction: CodeInstruction, _ live: inout RegisterMask) {
    instruction.forEachDefinition { live.remove($0) }
    instruction.forEachTarget { live.formUnion(atStart[Int($0)]) }
    instruction.forEachUse { live.insert($0) }
  }

  private mutating func count(_ allocated: AllocatedCode, _ block: Int32) {
    let instructions = allocated.code.blocks[Int(block)].instructions
    var result = [Int](repeating: 0, count: instructions.count)
    var live = RegisterMask()
    for (index, instruction) in instructions.enumerated().reversed() {
      step(instruction, &live)
      guard instruction.form == .plain else { continue }
      switch instruction.shape.liveRole {
      case .live: result[index] = live.count
      case .arity: result[index] = Int(instruction.d)
      default: break
      }
    }
    counts[Int(block)] = result
  }

  // MARK: Holes

  private mutating func fillHoles(_ allocated: inout AllocatedCode) {
    var defined = [RegisterMask](repeating: .all, count: allocated.code.blocks.count)
    defined[0] = RegisterMask.below(allocated.code.arity)
    var changed = true
    while changed {
      changed = false
      for block in allocated.flow.order {
        let before = defined[Int(block)]
        var state = before
        for (index, instruction) in allocated.code.blocks[Int(block)].instructions.enumerated() {
          advance(&state, instruction, counts[Int(block)][index]) { target, state in
            let old = defined[Int(target)]
            defined[Int(target)].formIntersection(state)
            if defined[Int(target)] != old { changed = allocated.flow.hasLoops }
          }
        }
        let handler = allocated.code.blocks[Int(block)].handler
        if handler >= 0 { defined[Int(handler)] = RegisterMask.below(2) }
      }
    }
    for block in allocated.flow.order { fill(&allocated, block, defined[Int(block)]) }
  }

  private func advance(
    _ state: inout RegisterMask,
    _ instruction: CodeInstruction,
    _ count: Int,
    _ edge: (Int32, RegisterMask) -> Void
  ) {
    if instruction.form == .handlerEntry { state = RegisterMask.below(2) }
    if instruction.form == .plain, case .live = instruction.shape.liveRole {
      state = RegisterMask.below(count)
    }
    if let kept = keptBySkip(instruction) { state = RegisterMask.below(kept.count) }
    let before = state
    instruction.forEachTarget { edge($0, before) }
    if instruction.isCall { state = RegisterMask() }
    instruction.forEachDefinition { state.insert($0) }
  }

  /// The registers that live on when a receive leaves a message alone.
  ///
  /// All others may refer to parts of that message, which stays in the mailbox: the collector must
  /// not find them.
  private func keptBySkip(_ instruction: CodeInstruction) -> RegisterMask? {
    guard instruction.form == .plain, instruction.opcode == .receiveSkip else { return nil }
    var kept = RegisterMask()
    instruction.forEachTarget { kept.formUnion(atStart[Int($0)]) }
    return kept
  }

  private mutating func fill(
    _ allocated: inout AllocatedCode,
    _ block: Int32,
    _ start: RegisterMask
  ) {
    var state = start
    var output: [CodeInstruction] = []
    var newCounts: [Int] = []
    var frames: [Int32] = []
    for (index, instruction) in allocated.code.blocks[Int(block)].instructions.enumerated() {
      let count = counts[Int(block)][index]
      var missing: [Int32] = []
      if let kept = keptBySkip(instruction) {
        missing = (0..<Int32(kept.count)).filter { !kept.contains($0) }
      } else if instruction.form == .plain, case .live = instruction.shape.liveRole {
        missing = (0..<Int32(count)).filter { !state.contains($0) }
      }
      if !missing.isEmpty {
        output.append(
          CodeInstruction(
            moves: missing.map { Move(destination: $0, source: .constant(.integer(0))) }
          )
        )
        newCounts.append(0)
        frames.append(allocated.frames[Int(block)][index])
      }
      advance(&state, instruction, count) { _, _ in }
      output.append(instruction)
      newCounts.append(count)
      frames.append(allocated.frames[Int(block)][index])
    }
    allocated.code.blocks[Int(block)].instructions = output
    allocated.frames[Int(block)] = frames
    counts[Int(block)] = newCounts
  }
}

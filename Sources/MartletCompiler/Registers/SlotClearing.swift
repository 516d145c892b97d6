import MartletBytecode

/// Overwrites slots whose values nobody needs any more, where a function stays long.
///
/// What a slot holds stays alive until the frame goes. That is worth an instruction in two places:
/// before a receive waits, and before the calls of a script, which run once and may run for long.
enum SlotClearing {
  /// Adds the instructions that overwrite slots.
  static func run(_ allocated: inout AllocatedCode) {
    guard allocated.frames.contains(where: { $0.contains { $0 > 0 } }) else { return }
    var liveness = Liveness(allocated.code, allocated.flow, .slots)
    var dirty = [Set<Register>](repeating: [], count: allocated.code.blocks.count)
    var changed = true
    while changed {
      changed = false
      for block in allocated.flow.order {
        var state = dirty[Int(block)]
        for instruction in allocated.code.blocks[Int(block)].instructions {
          instruction.forEachTarget { target in
            guard !state.isSubset(of: dirty[Int(target)]) else { return }
            dirty[Int(target)].formUnion(state)
            changed = allocated.flow.hasLoops
          }
          advance(&state, instruction)
          let handler = allocated.code.blocks[Int(block)].handler
          if handler >= 0 { dirty[Int(handler)].formUnion(state) }
        }
      }
    }
    for block in allocated.flow.order {
      clear(&allocated, block, dirty[Int(block)], &liveness)
    }
  }

  private static func advance(_ state: inout Set<Register>, _ instruction: CodeInstruction) {
    guard instruction.form == .plain else { return }
    switch instruction.opcode {
    case .allocate: for slot in 0..<instruction.b { state.insert(slot) }
    case .putSlot: state.insert(instruction.a)
    case .enterTry, .leaveTry, .clearSlot: state.remove(instruction.a)
    default: break
    }
  }

  private static func clear(
    _ allocated: inout AllocatedCode,
    _ block: Int32,
    _ start: Set<Register>,
    _ liveness: inout Liveness
  ) {
    let instructions = allocated.code.blocks[Int(block)].instructions
    let isScript = allocated.code.isScript
    let isPlace = { (instruction: CodeInstruction) in
      guard instruction.form == .plain else { return false }
      switch instruction.opcode {
      case .receiveWait, .receiveWaitTimeout: return true
      default: return isScript && instruction.opcode.isCall
      }
    }
    guard instructions.contains(where: isPlace) else { return }
    var needed: [Int: Set<Register>] = [:]
    liveness.beginWalk(allocated.code, block)
    for (index, instruction) in instructions.enumerated().reversed() {
      if isPlace(instruction) {
        liveness.joinTargets(instruction)
        needed[index] = Set(liveness.set.members)
      }
      liveness.step(instruction)
    }
    var state = start
    var output: [CodeInstruction] = []
    var frames: [Int32] = []
    for (index, instruction) in instructions.enumerated() {
      let frame = allocated.frames[Int(block)][index]
      if let needed = needed[index], frame > 0 {
        for slot in state.subtracting(needed).sorted() {
          output.append(CodeInstruction(.clearSlot, a: slot))
          frames.append(frame)
        }
        state.formIntersection(needed)
      }
      advance(&state, instruction)
      output.append(instruction)
      frames.append(frame)
    }
    allocated.code.blocks[Int(block)].instructions = output
    allocated.frames[Int(block)] = frames
  }
}

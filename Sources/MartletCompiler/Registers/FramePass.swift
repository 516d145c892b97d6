import MartletBytecode

/// Decides where frames are made.
///
/// A frame is made as late as possible: right before the first instruction of a block that needs
/// one. Where paths with and without a frame meet, those without make one before they arrive, so
/// that each block knows whether it has a frame when it begins.
struct FramePass {
  /// Where each block makes a frame: an index of an instruction, or nil.
  private(set) var places: [Int?]
  /// Whether a block begins with a frame.
  private(set) var startsFramed: [Bool]
  /// The frame that a block uses, as the number of a group of blocks.
  private(set) var groups: [Int32]

  /// Decides for code in which slots are used.
  init(_ code: Code, _ flow: ControlFlow) {
    places = code.blocks.map { block in
      block.instructions.firstIndex { instruction in
        guard instruction.form == .plain else { return false }
        switch instruction.opcode {
        case .putSlot, .enterTry: return true
        default: return instruction.opcode.isCall
        }
      }
    }
    startsFramed = Array(repeating: false, count: code.blocks.count)
    groups = Array(0..<Int32(code.blocks.count))
    spread(code, flow)
    join(code, flow)
    for block in startsFramed.indices where startsFramed[block] { places[block] = nil }
  }

  /// Whether an instruction runs with a frame.
  func isFramed(_ block: Int32, _ index: Int) -> Bool {
    if startsFramed[Int(block)] { return true }
    guard let place = places[Int(block)] else { return false }
    return index >= place
  }

  private mutating func spread(_ code: Code, _ flow: ControlFlow) {
    var changed = true
    while changed {
      changed = false
      for block in flow.order {
        let handler = code.blocks[Int(block)].handler
        if handler >= 0, !startsFramed[Int(handler)] {
          startsFramed[Int(handler)] = true
          changed = true
        }
        for (index, instruction) in code.blocks[Int(block)].instructions.enumerated() {
          instruction.forEachTarget { target in
            if isFramed(block, index) {
              if !startsFramed[Int(target)] {
                startsFramed[Int(target)] = true
                changed = true
              }
            } else if startsFramed[Int(target)] {
              places[Int(block)] = index
              changed = true
            }
          }
        }
      }
    }
  }

  /// Finds which blocks share a frame.
  private mutating func join(_ code: Code, _ flow: ControlFlow) {
    for block in flow.order {
      let handler = code.blocks[Int(block)].handler
      if handler >= 0 { unite(block, handler) }
      for (index, instruction) in code.blocks[Int(block)].instructions.enumerated()
      where isFramed(block, index) {
        instruction.forEachTarget { unite(block, $0) }
      }
    }
    for block in groups.indices { groups[block] = root(Int32(block)) }
  }

  private mutating func unite(_ first: Int32, _ second: Int32) {
    groups[Int(root(first))] = root(second)
  }

  private mutating func root(_ block: Int32) -> Int32 {
    var block = block
    while groups[Int(block)] != block {
      groups[Int(block)] = groups[Int(groups[Int(block)])]
      block = groups[Int(block)]
    }
    return block
  }
}

/// Numbers the Y slots: slots that are needed at once get different numbers.
struct SlotColoring {
  /// The number of the slot of each register, or -1.
  private(set) var numbers: [Int32]
  /// The size of each group's frame.
  private(set) var sizes: [Int32: Int32] = [:]

  /// Numbers the slots of code; stores prefer the order of the colors.
  init(_ code: Code, _ flow: ControlFlow, _ frames: FramePass, colors: [Int32]) {
    numbers = Array(repeating: -1, count: Int(code.nextRegister))
    var liveness = Liveness(code, flow, .slots)
    var neighbors: [Register: [Register]] = [:]
    for block in flow.order {
      liveness.beginWalk(code, block)
      for instruction in code.blocks[Int(block)].instructions.reversed() {
        if let slot = instruction.definedSlot {
          for other in liveness.set.members where other != slot {
            neighbors[slot, default: []].append(other)
            neighbors[other, default: []].append(slot)
          }
        }
        liveness.step(instruction)
      }
    }
    for block in flow.order {
      for slot in order(code.blocks[Int(block)].instructions, colors) {
        if numbers[Int(slot)] < 0 {
          var taken = Set<Int32>()
          for other in neighbors[slot] ?? [] { taken.insert(numbers[Int(other)]) }
          var number: Int32 = 0
          while taken.contains(number) { number += 1 }
          numbers[Int(slot)] = number
        }
        let group = frames.groups[Int(block)]
        sizes[group] = max(sizes[group] ?? 0, numbers[Int(slot)] + 1)
      }
    }
  }

  /// The slots that a block writes, in order; stores that follow each other by their registers, so
  /// that `allocate` can save them itself.
  private func order(_ instructions: [CodeInstruction], _ colors: [Int32]) -> [Register] {
    var result: [Register] = []
    var run: [(color: Int32, slot: Register)] = []
    let flush = { (result: inout [Register], run: inout [(color: Int32, slot: Register)]) in
      run.sort { $0 < $1 }
      result += run.map(\.slot)
      run = []
    }
    for instruction in instructions {
      if instruction.form == .plain, instruction.opcode == .putSlot {
        run.append((colors[Int(instruction.b)], instruction.a))
        continue
      }
      flush(&result, &run)
      if let slot = instruction.definedSlot { result.append(slot) }
    }
    flush(&result, &run)
    return result
  }
}

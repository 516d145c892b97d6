import MartletBytecode

/// Makes sure of heap for what a block builds: once before the first instruction that takes some,
/// and again after each one that may collect, since that ends the promise.
enum HeapReservation {
  /// Adds the tests of heap.
  static func run(_ allocated: inout AllocatedCode) {
    for block in allocated.flow.order {
      let instructions = allocated.code.blocks[Int(block)].instructions
      guard instructions.contains(where: { $0.heapNeed > 0 }) else { continue }
      var output: [CodeInstruction] = []
      var frames: [Int32] = []
      var isReserved = false
      // The `allocate` since which nothing may have collected.
      var frame: Int?
      for (index, instruction) in instructions.enumerated() {
        if instruction.heapNeed > 0, !isReserved {
          isReserved = true
          let need = need(instructions, from: index)
          if let frame {
            output[frame].c = Int32(need)
          } else {
            var test = CodeInstruction(.testHeap, a: Int32(need))
            test.line = instruction.line
            output.append(test)
            frames.append(allocated.frames[Int(block)][index])
          }
        }
        if instruction.mayCollect {
          isReserved = false
          frame = instruction.opcode == .allocate ? output.count : nil
        }
        output.append(instruction)
        frames.append(allocated.frames[Int(block)][index])
      }
      allocated.code.blocks[Int(block)].instructions = output
      allocated.frames[Int(block)] = frames
    }
  }

  private static func need(_ instructions: [CodeInstruction], from start: Int) -> Int {
    var total = 0
    for instruction in instructions[start...] {
      if instruction.mayCollect { break }
      total += instruction.heapNeed
    }
    return total
  }
}

extension CodeInstruction {
  /// How many words of reserved heap the instruction takes.
  var heapNeed: Int {
    guard form == .plain else { return 0 }
    switch opcode {
    case .cons: return 2
    // For the `floatBox` that follows: a test of heap between them would cost the F registers.
    case .floatLoad: return Int(d)
    case .tuple: return b == 0 ? 0 : Int(b) + 1
    case .list: return Int(b) * 2
    case .closure: return Int(b) + 2
    default: return 0
    }
  }

  /// Whether the collector may run within the instruction.
  var mayCollect: Bool {
    guard form == .plain else { return false }
    if opcode.isCall { return true }
    if case .live = shape.liveRole { return true }
    return false
  }
}

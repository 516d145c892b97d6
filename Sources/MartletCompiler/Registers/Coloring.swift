import MartletBytecode

/// Gives every register an X register: registers that are alive at once get different ones, and
/// those that are moved to each other the same where that is possible.
struct Coloring {
  /// The X register of each register, or -1.
  private(set) var colors: [Int32]
  /// Registers that found no X register.
  private(set) var uncolored: [Register] = []
  private var forbidden: [RegisterMask]
  private var neighbors: [[Register]]
  /// Where a value is moved to next, and where it comes from; -1 when nowhere.
  private var hints: [Register]
  private var sources: [Register]
  /// The first register of the run that a register belongs to, or -1.
  private var runStarts: [Register]
  private let runs: [Register: Int32]

  /// Colors the registers of code.
  init(_ code: Code, _ flow: ControlFlow) {
    let count = Int(code.nextRegister)
    colors = Array(repeating: -1, count: count)
    for register in 0..<min(256, count) { colors[register] = Int32(register) }
    forbidden = Array(repeating: RegisterMask(), count: count)
    neighbors = Array(repeating: [], count: count)
    hints = Array(repeating: -1, count: count)
    sources = hints
    runStarts = hints
    runs = code.runs
    for (start, length) in code.runs {
      for register in start..<(start + length) { runStarts[Int(register)] = start }
    }
    collect(code, flow)
    for block in flow.order {
      for instruction in code.blocks[Int(block)].instructions {
        instruction.forEachDefinition { color($0, depth: 0) }
      }
    }
  }

  /// How many others a register is alive with.
  func degree(_ register: Register) -> Int { neighbors[Int(register)].count }

  // MARK: Interference

  private mutating func collect(_ code: Code, _ flow: ControlFlow) {
    var liveness = Liveness(code, flow, .registers)
    var definitions: [Register] = []
    for block in flow.order.reversed() {
      liveness.beginWalk(code, block)
      for instruction in code.blocks[Int(block)].instructions.reversed() {
        definitions.removeAll(keepingCapacity: true)
        instruction.forEachDefinition { definitions.append($0) }
        for (index, definition) in definitions.enumerated() {
          var source: Register = -1
          if instruction.form == .moves,
            case .register(let register) = instruction.moves[index].source
          {
            source = register
            hints[Int(source)] = definition
            sources[Int(definition)] = source
          }
          for register in liveness.set.members where register != source {
            addEdge(definition, register)
          }
          for other in definitions where other != source { addEdge(definition, other) }
        }
        liveness.step(instruction)
      }
    }
  }

  private mutating func addEdge(_ first: Register, _ second: Register) {
    guard first != second else { return }
    if first < firstVirtual {
      if second >= firstVirtual { forbidden[Int(second)].insert(first) }
    } else if second < firstVirtual {
      forbidden[Int(first)].insert(second)
    } else {
      neighbors[Int(first)].append(second)
      neighbors[Int(second)].append(first)
    }
  }

  // MARK: Choosing

  private func taken(for register: Register) -> RegisterMask {
    var mask = forbidden[Int(register)]
    for neighbor in neighbors[Int(register)] {
      let color = colors[Int(neighbor)]
      if color >= 0 { mask.insert(color) }
    }
    return mask
  }

  private func isFree(_ color: Int32, _ mask: RegisterMask) -> Bool {
    color >= 0 && color < Int32(registerLimit) && !mask.contains(color)
  }

  private mutating func color(_ register: Register, depth: Int) {
    guard register >= firstVirtual, colors[Int(register)] < 0 else { return }
    if runStarts[Int(register)] >= 0 { return colorRun(runStarts[Int(register)], depth: depth) }
    let source = sources[Int(register)]
    if source >= 0, isFree(colors[Int(source)], taken(for: register)) {
      colors[Int(register)] = colors[Int(source)]
      return
    }
    let hint = hints[Int(register)]
    if hint >= 0, depth < 16 { color(hint, depth: depth + 1) }
    guard colors[Int(register)] < 0 else { return }
    let mask = taken(for: register)
    if hint >= 0, isFree(colors[Int(hint)], mask) {
      colors[Int(register)] = colors[Int(hint)]
      return
    }
    // Registers that others hope for are left to them.
    var polite = mask
    for neighbor in neighbors[Int(register)] where colors[Int(neighbor)] < 0 {
      let wish = hints[Int(neighbor)]
      if wish >= 0, wish < firstVirtual { polite.insert(wish) }
    }
    var color = polite.lowestFree
    if color > mask.lowestFree + 8 || color >= Int32(registerLimit) { color = mask.lowestFree }
    if color < Int32(registerLimit) {
      colors[Int(register)] = color
    } else {
      uncolored.append(register)
    }
  }

  private mutating func colorRun(_ start: Register, depth: Int) {
    let length = runs[start] ?? 1
    var masks: [RegisterMask] = []
    var candidates: [(color: Int32, score: Int)] = []
    for register in start..<(start + length) {
      masks.append(taken(for: register))
      for wish in [sources[Int(register)], hints[Int(register)]] where wish >= 0 {
        let color = colors[Int(wish)] - (register - start)
        guard colors[Int(wish)] >= 0, color >= 0 else { continue }
        if let index = candidates.firstIndex(where: { $0.color == color }) {
          candidates[index].score += 1
        } else {
          candidates.append((color, 1))
        }
      }
    }
    candidates.sort { ($0.score, -$0.color) > ($1.score, -$1.color) }
    let fits = { (first: Int32) in
      masks.indices.allSatisfy {
        first + Int32($0) < Int32(registerLimit) && !masks[$0].contains(first + Int32($0))
      }
    }
    let first =
      candidates.first { fits($0.color) }?.color
      ?? (0..<Int32(registerLimit)).first { fits($0) }
    guard let first else {
      uncolored.append(start)
      return
    }
    for register in start..<(start + length) {
      colors[Int(register)] = first + (register - start)
    }
  }
}

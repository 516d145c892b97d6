import MartletBytecode

/// Lists, maps, strings and binaries. What has very many parts is built in chunks, since an
/// instruction can read only so many registers.
extension Lowering {
  /// How many parts are built at once.
  static let chunk = 64

  /// Builds a list.
  mutating func lowerList(_ elements: [Core], tail: Core?, _ destination: Destination) {
    guard elements.count > Lowering.chunk else {
      return lowerShortList(elements, tail: tail, destination)
    }
    // Halves are joined, so that few values are alive at a time.
    let middle = elements.count / 2
    let left = code.makeRegister()
    lowerList(Array(elements[..<middle]), tail: nil, .register(left))
    let right = code.makeRegister()
    lowerList(Array(elements[middle...]), tail: tail, .register(right))
    withResult(destination) { lowering, result in
      lowering.native(
        FunctionName(CompilerEnvironment.kernel, "++", 2),
        [.register(left), .register(right)],
        result
      )
    }
  }

  private mutating func lowerShortList(
    _ elements: [Core],
    tail: Core?,
    _ destination: Destination
  ) {
    var elements = elements
    var end = CodeOperand.constant(.emptyList)
    // Constant elements at the end belong to a literal.
    var constants: [Constant] = []
    if tail == nil {
      while case .constant(let constant)? = elements.last?.kind {
        constants.append(constant)
        elements.removeLast()
      }
      if !constants.isEmpty { end = .constant(.list(constants.reversed(), tail: nil)) }
    }
    let operands = values(elements)
    if let tail { end = value(tail) }
    let registers = operands.map { register($0) }
    let last = register(end)
    withResult(destination) { lowering, result in
      if registers.count == 1 {
        lowering.append(CodeInstruction(.cons, a: result, b: registers[0], c: last))
      } else if registers.isEmpty {
        lowering.move(.register(last), to: result)
      } else {
        lowering.appendList(.list, result, registers, b: registers.count, c: last)
      }
    }
  }

  /// Evaluates keys and values in turn.
  mutating func pairRegisters(_ pairs: [(key: Core, value: Core)]) -> [Register] {
    let operands = values(pairs.flatMap { [$0.key, $0.value] })
    return operands.map { register($0) }
  }

  /// Builds a map.
  mutating func lowerMap(
    _ pairs: [(key: Core, value: Core)],
    _ core: Core,
    _ destination: Destination
  ) {
    guard pairs.count > Lowering.chunk else {
      let registers = pairRegisters(pairs)
      restore(core)
      return withResult(destination) { lowering, result in
        lowering.appendList(.makeMap, result, registers, b: pairs.count)
      }
    }
    let middle = pairs.count / 2
    let halves = [
      Core(.map(Array(pairs[..<middle])), core.line),
      Core(.map(Array(pairs[middle...])), core.line),
    ]
    lowerCall(Core(.callRemote(FunctionName("Map", "merge", 2), halves), core.line), destination)
  }

  /// Builds a string with interpolation.
  mutating func lowerString(_ parts: [Core], _ core: Core, _ destination: Destination) {
    guard parts.count > Lowering.chunk else {
      let registers = registers(parts)
      restore(core)
      return withResult(destination) { lowering, result in
        lowering.appendList(.buildString, result, registers, b: registers.count)
      }
    }
    let middle = parts.count / 2
    let halves = [
      Core(.string(Array(parts[..<middle])), core.line),
      Core(.string(Array(parts[middle...])), core.line),
    ]
    lowerString(halves, core, destination)
  }

  /// Builds a binary.
  mutating func lowerBinary(
    _ segments: [CoreSegment],
    _ core: Core,
    _ destination: Destination
  ) {
    var packed: [UInt64] = []
    var list: [Register] = []
    var operands: [(CodeOperand, CodeOperand?)] = []
    for segment in segments {
      let operand = value(segment.value)
      switch segment.size {
      case .expression(let size): operands.append((operand, value(size)))
      case .immediate(let size) where size > Int(UInt16.max):
        operands.append((operand, .constant(.integer(size))))
      default: operands.append((operand, nil))
      }
    }
    for (segment, (operand, size)) in zip(segments, operands) {
      list.append(register(operand))
      list.append(size.map { register($0) } ?? -1)
      packed.append(segment.template(hasRegister: size != nil))
    }
    restore(core)
    withResult(destination) { lowering, result in
      var instruction = CodeInstruction(.buildBinary, a: result, b: Int32(segments.count))
      instruction.list = list
      instruction.data = packed
      lowering.append(instruction)
    }
  }
}

extension CoreSegment {
  /// The segment as a word without its registers.
  fileprivate func template(hasRegister: Bool) -> UInt64 {
    var packed = MartletBytecode.BinarySegment(
      value: 0,
      type: type,
      unit: type == .bytes ? 8 : 1,
      flags: flags
    )
    if hasRegister {
      packed.sizeKind = .register
    } else if case .immediate(let size) = size {
      packed.sizeKind = .immediate
      packed.size = UInt16(truncatingIfNeeded: size)
    }
    return packed.word
  }
}

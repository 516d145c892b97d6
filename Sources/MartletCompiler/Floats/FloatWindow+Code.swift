import MartletBytecode

extension FloatWindow {
  /// The window on F registers, with its comparison; it goes to `otherwise` where it cannot be done.
  func instructions(otherwise: Int32, original: [CodeInstruction]) -> [CodeInstruction] {
    let merged = mergedMultiplications
    let needed = numbers.indices.filter { numbers[$0].isNeeded }
    let inputs = inputsInOrder
    let others = numbers.indices.filter { index in
      switch numbers[index].source {
      case .input: false
      case .constant: numbers[index].uses > 0
      case .operation: !numbers[index].isNeeded && merged[index] == nil
      }
    }
    // Inputs and needed results in a row each, as `floatLoad` and `floatBox` want them.
    var registers = [Int32](repeating: -1, count: numbers.count)
    for (register, index) in (inputs + needed + others).enumerated() {
      registers[index] = Int32(register)
    }
    var output = [load(inputs, boxes: needed.count, otherwise: otherwise)]
    for (index, number) in numbers.enumerated() where registers[index] >= 0 {
      guard case .constant(let value, _) = number.source else { continue }
      var constant = CodeInstruction(.floatConstant, a: registers[index])
      constant.payload = value.bitPattern
      output.append(constant)
    }
    for (index, number) in numbers.enumerated() where registers[index] >= 0 {
      guard case .operation(let opcode, let operands) = number.source else { continue }
      output.append(operation(opcode, operands, index, merged, registers))
    }
    output += checks(others, registers, otherwise: otherwise)
    if let first = needed.first {
      var box = CodeInstruction(
        .floatBox,
        a: registers[first],
        b: Int32(needed.count),
        target: otherwise
      )
      box.list = needed.map { numbers[$0].result }
      output.append(box)
    }
    // Constants may be wanted in X registers too.
    output += original[start..<end].filter { $0.form == .moves }
    if let comparison {
      output.append(
        CodeInstruction(
          comparison.opcode,
          a: registers[comparison.left],
          b: registers[comparison.right],
          target: original[end].target
        )
      )
    }
    return output
  }

  /// Multiplications that the addition or subtraction that uses them does itself, with its index.
  private var mergedMultiplications: [Int: Int] {
    var result: [Int: Int] = [:]
    for (index, number) in numbers.enumerated() {
      guard case .operation(let opcode, let operands) = number.source,
        opcode == .add || opcode == .subtract
      else { continue }
      let candidates = opcode == .add ? operands.reversed() : [operands[1]]
      let factor = candidates.first { candidate in
        guard case .operation(.multiply, _) = numbers[candidate].source else { return false }
        return numbers[candidate].uses == 1 && !numbers[candidate].isNeeded
      }
      if let factor { result[factor] = index }
    }
    return result
  }

  /// The inputs that are used, those first that must be floats.
  private var inputsInOrder: [Int] {
    let inputs = numbers.indices.filter { numbers[$0].isUsedInput }
    return inputs.filter { numbers[$0].mustBeFloat } + inputs.filter { !numbers[$0].mustBeFloat }
  }

  private func load(_ inputs: [Int], boxes: Int, otherwise: Int32) -> CodeInstruction {
    var load = CodeInstruction(.floatLoad, b: Int32(inputs.count), target: otherwise)
    load.c = Int32(inputs.count { numbers[$0].mustBeFloat })
    load.d = Int32(boxes * 2)
    load.list = inputs.map { index in
      if case .input(let register) = numbers[index].source { register } else { 0 }
    }
    return load
  }

  private func operation(
    _ opcode: Opcode,
    _ operands: [Int],
    _ index: Int,
    _ merged: [Int: Int],
    _ registers: [Int32]
  ) -> CodeInstruction {
    if let factor = operands.first(where: { merged[$0] == index }),
      case .operation(_, let factors) = numbers[factor].source
    {
      let term = operands[0] == factor ? operands[1] : operands[0]
      var instruction = CodeInstruction(
        opcode == .add ? .floatMultiplyAdd : .floatMultiplySubtract,
        a: registers[index],
        b: registers[factors[0]],
        c: registers[factors[1]]
      )
      instruction.d = registers[term]
      return instruction
    }
    let float: Opcode =
      switch opcode {
      case .add: .floatAdd
      case .subtract: .floatSubtract
      case .multiply: .floatMultiply
      case .divide: .floatDivide
      case .negate: .floatNegate
      default: .floatSquareRoot
      }
    return CodeInstruction(
      float,
      a: registers[index],
      b: registers[operands[0]],
      c: operands.count > 1 ? registers[operands[1]] : 0
    )
  }

  /// Checks what no box and no other result depends on.
  private func checks(
    _ others: [Int],
    _ registers: [Int32],
    otherwise: Int32
  ) -> [CodeInstruction] {
    others.compactMap { index in
      guard case .operation = numbers[index].source,
        numbers[index].uses == 0 || comparison?.left == index || comparison?.right == index
      else { return nil }
      return CodeInstruction(.ifFloatFinite, a: registers[index], target: otherwise)
    }
  }
}

import MartletBytecode

/// Instructions of a block that follow each other and that F registers can do, as operations on
/// numbers.
struct FloatWindow {
  /// A number that the window uses or computes.
  struct Number {
    /// Where it comes from.
    enum Source {
      case input(Register)
      /// A constant; an integer one makes no float of what it is combined with.
      case constant(Double, isInteger: Bool)
      case operation(Opcode, [Int])
    }

    var source: Source
    /// The register that the result of an operation goes to.
    var result: Register = -1
    /// How many operations use it.
    var uses = 0
    /// Whether an input must be a float: as an integer it would be combined with an integer.
    var mustBeFloat = false
    /// Whether the result is used after the window.
    var isNeeded = false

    /// Whether it is a float whenever the window gets that far.
    var isFloat: Bool {
      switch source {
      case .input: false
      case .constant(_, let isInteger): !isInteger
      case .operation: true
      }
    }
  }

  /// The first instruction.
  private(set) var start = 0
  /// The instruction after the last that computes.
  private(set) var end = 0
  private(set) var numbers: [Number] = []
  /// The comparison of two numbers that ends the window, at ``end``.
  private(set) var comparison: (opcode: Opcode, left: Int, right: Int)?
  /// Where the values of registers are.
  private var places: [Register: Int] = [:]
  private var defined: Set<Register> = []
  private var operationCount = 0
  /// Whether something says that these are floats, or integers.
  private var seemsFloat = false
  private var hasInteger = false

  /// Finds the windows of a block that are worth it.
  static func find(
    in instructions: [CodeInstruction],
    _ guesses: inout FloatGuesses
  ) -> [FloatWindow] {
    var result: [FloatWindow] = []
    var window = FloatWindow()
    for (index, instruction) in instructions.enumerated() {
      let kind = guesses.note(instruction)
      if window.append(instruction, at: index, kind, guesses) { continue }
      let isTaken = window.appendComparison(instruction, at: index)
      if window.isWorthIt { result.append(window) }
      window = FloatWindow()
      // It may be the window's size that was in the way.
      if !isTaken { _ = window.append(instruction, at: index, kind, guesses) }
    }
    if window.isWorthIt { result.append(window) }
    return result
  }

  /// Notes which results `isLive` says are used later.
  mutating func noteResults(_ isLive: (Register) -> Bool) {
    for index in numbers.indices where numbers[index].result >= 0 {
      numbers[index].isNeeded = isLive(numbers[index].result)
    }
  }

  /// Whether the F registers bring more than loading and boxing cost.
  ///
  /// In nanoseconds an operation on boxes is about 4, everything on F registers 1, and a window
  /// costs 3 by itself. Without any sign of floats only long runs are tried.
  private var isWorthIt: Bool {
    var cost = 3
    for number in numbers {
      if case .operation = number.source {
        if number.uses == 0 { cost += 1 }
      } else if number.uses > 0 {
        cost += 1
      }
    }
    guard 3 * operationCount > cost, numbers.contains(where: { $0.isUsedInput }) else {
      return false
    }
    return seemsFloat || operationCount >= 4 && !hasInteger
  }

  // MARK: Operations

  /// Adds an instruction; false when the window has to end before it.
  private mutating func append(
    _ instruction: CodeInstruction,
    at index: Int,
    _ kind: FloatGuesses.Kind,
    _ guesses: FloatGuesses
  ) -> Bool {
    guard numbers.count + 3 <= FloatWindow.limit else { return false }
    if numbers.isEmpty { start = index }
    if instruction.form == .moves { return appendConstants(instruction) }
    guard instruction.form == .plain, kind != .integer else { return false }
    switch instruction.opcode {
    case .add, .subtract, .multiply, .divide:
      guard !defined.contains(instruction.a) else { return false }
      let isDivision = instruction.opcode == .divide
      let left = number(in: instruction.b)
      let right = number(in: instruction.c)
      if !isDivision, !combine(left, right) { return false }
      finish(instruction.opcode, [left, right], instruction.a, at: index)
    case .addImmediate:
      guard !defined.contains(instruction.a) else { return false }
      let left = number(in: instruction.b)
      let right = constant(Double(instruction.c), isInteger: true)
      guard combine(left, right) else { return false }
      finish(.add, [left, right], instruction.a, at: index)
    case .negate:
      guard !defined.contains(instruction.a) else { return false }
      let operand = number(in: instruction.b)
      guard combine(operand, operand) else { return false }
      finish(.negate, [operand], instruction.a, at: index)
    case .native:
      guard guesses.isSquareRoot(instruction), !defined.contains(instruction.a) else {
        return false
      }
      finish(.native, [number(in: instruction.b)], instruction.a, at: index)
    default: return false
    }
    if kind == .float { seemsFloat = true }
    return true
  }

  private mutating func appendConstants(_ instruction: CodeInstruction) -> Bool {
    guard numbers.count + instruction.moves.count <= FloatWindow.limit else { return false }
    var values: [(Double, Bool)] = []
    for move in instruction.moves {
      guard move.destination >= firstVirtual, !defined.contains(move.destination) else {
        return false
      }
      switch move.source {
      case .constant(.float(let bits)): values.append((Double(bitPattern: bits), false))
      case .constant(.integer(let value)):
        guard let value = Double(exactly: value) else { return false }
        values.append((value, true))
      default: return false
      }
    }
    for (move, value) in zip(instruction.moves, values) {
      places[move.destination] = constant(value.0, isInteger: value.1)
      defined.insert(move.destination)
    }
    return true
  }

  /// Takes a comparison with what was computed as the end; false when it is none.
  private mutating func appendComparison(_ instruction: CodeInstruction, at index: Int) -> Bool {
    guard operationCount > 0, instruction.form == .plain,
      numbers.count + 2 <= FloatWindow.limit
    else { return false }
    let isImmediate: Bool
    switch instruction.opcode {
    case .ifLess, .ifGreaterOrEqual, .ifEqual: isImmediate = false
    case .ifLessImmediate, .ifGreaterOrEqualImmediate, .ifGreaterImmediate,
      .ifLessOrEqualImmediate:
      isImmediate = true
    default: return false
    }
    guard let left = places[instruction.a] ?? (isImmediate ? nil : number(in: instruction.a)) else {
      return false
    }
    let right =
      isImmediate
      ? constant(Double(instruction.b), isInteger: true) : number(in: instruction.b)
    // The order of an integer and a float is exact: it is not that of the integer as a float.
    guard numbers[left].isFloat || numbers[right].isFloat else { return false }
    for index in [left, right] {
      numbers[index].uses += 1
      numbers[index].mustBeFloat = true
    }
    switch instruction.opcode {
    case .ifLess, .ifLessImmediate: comparison = (.ifFloatLess, left, right)
    case .ifEqual: comparison = (.ifFloatEqual, left, right)
    case .ifGreaterImmediate: comparison = (.ifFloatLess, right, left)
    case .ifLessOrEqualImmediate: comparison = (.ifFloatLessOrEqual, left, right)
    default: comparison = (.ifFloatLessOrEqual, right, left)
    }
    end = index
    operationCount += 1
    return true
  }

  /// Makes sure that two numbers give a float; false when they are integers.
  private mutating func combine(_ left: Int, _ right: Int) -> Bool {
    if numbers[left].isFloat || numbers[right].isFloat { return true }
    var hasInput = false
    for index in [left, right] {
      if case .input = numbers[index].source {
        numbers[index].mustBeFloat = true
        hasInput = true
      } else {
        hasInteger = true
      }
    }
    return hasInput
  }

  private mutating func finish(
    _ opcode: Opcode,
    _ operands: [Int],
    _ result: Register,
    at index: Int
  ) {
    for operand in operands { numbers[operand].uses += 1 }
    places[result] = numbers.count
    defined.insert(result)
    numbers.append(Number(source: .operation(opcode, operands), result: result))
    operationCount += 1
    end = index + 1
  }

  /// The number in a register, an input if nothing in the window has written it.
  private mutating func number(in register: Register) -> Int {
    if let index = places[register] { return index }
    places[register] = numbers.count
    numbers.append(Number(source: .input(register)))
    return numbers.count - 1
  }

  private mutating func constant(_ value: Double, isInteger: Bool) -> Int {
    let known = numbers.firstIndex { number in
      guard case .constant(let other, isInteger) = number.source else { return false }
      return other.bitPattern == value.bitPattern
    }
    if let known { return known }
    numbers.append(Number(source: .constant(value, isInteger: isInteger)))
    return numbers.count - 1
  }

  /// How many F registers there are.
  static let limit = 64
}

extension FloatWindow.Number {
  /// Whether it is an operand that some operation uses.
  var isUsedInput: Bool { if case .input = source { uses > 0 } else { false } }
}

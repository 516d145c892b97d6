import MartletBytecode

/// Conditions become branches; a boolean is made only where it is wanted as a value.
extension Lowering {
  /// Goes on when the condition is truthy and jumps otherwise.
  mutating func branchUnless(_ core: Core, to target: Int32) {
    if core.line > 0 { line = core.line }
    switch core.kind {
    case .constant(let constant):
      if isFalsy(constant) { append(CodeInstruction(.jump, target: target)) }
    case .sequence(let items) where items.count == 1: branchUnless(items[0], to: target)
    case .not(let inner): branchIf(inner, to: target)
    case .and(let left, let right):
      branchUnless(left, to: target)
      branchUnless(right, to: target)
    case .or(let left, let right):
      let success = makeBlock()
      branchIf(left, to: success)
      branchUnless(right, to: target)
      start(success)
    case .compare(let comparison, let left, let right):
      compare(comparison, left, right, otherwise: target)
    case .typeTest(let opcode, let operand):
      let operand = register(operand)
      append(CodeInstruction(opcode, a: operand, target: target))
    default:
      let operand = register(core)
      append(CodeInstruction(.ifTruthy, a: operand, target: target))
    }
  }

  /// Goes on when the condition is falsy and jumps otherwise.
  mutating func branchIf(_ core: Core, to target: Int32) {
    if core.line > 0 { line = core.line }
    switch core.kind {
    case .constant(let constant):
      if !isFalsy(constant) { append(CodeInstruction(.jump, target: target)) }
    case .sequence(let items) where items.count == 1: branchIf(items[0], to: target)
    case .not(let inner): branchUnless(inner, to: target)
    case .or(let left, let right):
      branchIf(left, to: target)
      branchIf(right, to: target)
    case .and(let left, let right):
      let failure = makeBlock()
      branchUnless(left, to: failure)
      branchIf(right, to: target)
      start(failure)
    case .compare(.identical, _, _) where guardFailure >= 0:
      // The loader has a pair of arithmetic in a guard with `ifExactlyEqual`, none with its negation.
      let failure = makeBlock()
      branchUnless(core, to: failure)
      append(CodeInstruction(.jump, target: target))
      start(failure)
    case .compare(let comparison, let left, let right):
      compare(comparison.negated, left, right, otherwise: target)
    case .typeTest:
      let failure = makeBlock()
      branchUnless(core, to: failure)
      append(CodeInstruction(.jump, target: target))
      start(failure)
    default:
      let operand = register(core)
      append(CodeInstruction(.ifFalsy, a: operand, target: target))
    }
  }

  private func isFalsy(_ constant: Constant) -> Bool {
    constant == .atom("false") || constant == .atom("nil")
  }

  /// Goes on when the comparison holds and jumps otherwise.
  private mutating func compare(
    _ comparison: Comparison,
    _ left: Core,
    _ right: Core,
    otherwise target: Int32
  ) {
    let compareLine = line
    let first = value(left)
    let second = value(right)
    line = compareLine
    if case .constant(let constant) = second, case .register(let register) = first,
      compareConstant(comparison, register, constant, otherwise: target)
    {
      return
    }
    if case .constant(let constant) = first, case .register(let register) = second,
      compareConstant(comparison.mirrored, register, constant, otherwise: target)
    {
      return
    }
    let a = register(first)
    let b = register(second)
    switch comparison {
    case .equal: append(CodeInstruction(.ifEqual, a: a, b: b, target: target))
    case .notEqual: append(CodeInstruction(.ifNotEqual, a: a, b: b, target: target))
    case .identical: append(CodeInstruction(.ifExactlyEqual, a: a, b: b, target: target))
    case .notIdentical: append(CodeInstruction(.ifNotExactlyEqual, a: a, b: b, target: target))
    case .less: append(CodeInstruction(.ifLess, a: a, b: b, target: target))
    case .greaterOrEqual: append(CodeInstruction(.ifGreaterOrEqual, a: a, b: b, target: target))
    case .greater: append(CodeInstruction(.ifLess, a: b, b: a, target: target))
    case .lessOrEqual: append(CodeInstruction(.ifGreaterOrEqual, a: b, b: a, target: target))
    }
  }

  /// Compares with a constant that an instruction can hold; false when there is none for it.
  private mutating func compareConstant(
    _ comparison: Comparison,
    _ register: Register,
    _ constant: Constant,
    otherwise target: Int32
  ) -> Bool {
    switch comparison {
    case .equal, .notEqual, .identical, .notIdentical:
      let isPositive = comparison == .equal || comparison == .identical
      let isExact = comparison == .identical || comparison == .notIdentical
      if case .integer(let value) = constant, !isExact {
        guard let immediate = Int16(exactly: value) else { return false }
        let opcode: Opcode = isPositive ? .ifEqualImmediate : .ifNotEqualImmediate
        append(CodeInstruction(opcode, a: register, b: Int32(immediate), target: target))
        return true
      }
      guard constant.isImmediate else { return false }
      if isPositive {
        test(register, is: constant, otherwise: target)
      } else {
        var instruction = CodeInstruction(.ifIsNot, a: register, target: target)
        instruction.payload = literal(constant)
        append(instruction)
      }
      return true
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard case .integer(let value) = constant, let immediate = Int16(exactly: value) else {
        return false
      }
      let opcode: Opcode =
        switch comparison {
        case .less: .ifLessImmediate
        case .lessOrEqual: .ifLessOrEqualImmediate
        case .greater: .ifGreaterImmediate
        default: .ifGreaterOrEqualImmediate
        }
      append(CodeInstruction(opcode, a: register, b: Int32(immediate), target: target))
      return true
    }
  }

  /// Goes on when the register holds exactly this constant and jumps otherwise.
  mutating func test(_ register: Register, is constant: Constant, otherwise target: Int32) {
    if case .integer(let value) = constant, let immediate = Int16(exactly: value) {
      append(CodeInstruction(.ifInteger16, a: register, b: Int32(immediate), target: target))
    } else if constant.isImmediate {
      var instruction = CodeInstruction(.ifIs, a: register, target: target)
      instruction.payload = literal(constant)
      append(instruction)
    } else {
      let other = self.register(.constant(constant))
      append(CodeInstruction(.ifExactlyEqual, a: register, b: other, target: target))
    }
  }

  // MARK: Booleans as values

  /// Makes `true` or `false` of a comparison, a test or a negation.
  mutating func lowerBoolean(_ core: Core, _ destination: Destination) {
    let otherwise = makeBlock()
    let end = makeBlock()
    branchUnless(core, to: otherwise)
    finish(.constant(.atom("true")), destination)
    jump(to: end)
    start(otherwise)
    finish(.constant(.atom("false")), destination)
    start(end)
  }

  /// Gives the operand that decides.
  mutating func lowerShortCircuit(
    _ left: Core,
    _ right: Core,
    isAnd: Bool,
    _ destination: Destination
  ) {
    let decided = makeBlock()
    let end = makeBlock()
    var operand = CodeOperand.constant(.atom(isAnd ? "false" : "true"))
    if left.isBoolean {
      if isAnd { branchUnless(left, to: decided) } else { branchIf(left, to: decided) }
    } else {
      operand = value(left)
      let register = register(operand)
      operand = .register(register)
      append(CodeInstruction(isAnd ? .ifTruthy : .ifFalsy, a: register, target: decided))
    }
    lower(right, destination)
    jump(to: end)
    start(decided)
    finish(operand, destination)
    start(end)
  }
}

extension Core {
  /// Whether the value can only be `true` or `false`.
  fileprivate var isBoolean: Bool {
    switch kind {
    case .compare, .typeTest, .not: true
    case .constant(let constant): constant == .atom("true") || constant == .atom("false")
    case .and(let left, let right), .or(let left, let right): left.isBoolean && right.isBoolean
    default: false
    }
  }
}

extension Constant {
  /// Whether `ifIs` can compare with it: atoms, small integers and the empty list.
  var isImmediate: Bool {
    switch self {
    case .atom: true
    case .integer(let value): Constant.smallIntegers.contains(value)
    case .list(let elements, let tail): elements.isEmpty && tail == nil
    default: false
    }
  }

  /// The integers that a term holds without a box.
  static let smallIntegers = (-1 << 61)...((1 << 61) - 1)
}

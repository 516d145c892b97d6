import MartletBytecode

extension Lowering {
  private var isGuard: Bool { guardFailure >= 0 }

  /// Calls Martlet code: arguments to X0…, then the call.
  mutating func lowerCall(_ core: Core, _ destination: Destination) {
    var instruction: CodeInstruction
    var operands: [CodeOperand]
    let isTail = isTail(destination) && !core.keepsItsFrame
    switch core.kind {
    case .callLocal(let index, let arguments):
      operands = callArguments(arguments, isSelf: isTail && isSelf(index))
      instruction = CodeInstruction(isTail ? .tailCall : .call)
      instruction.payload = UInt64(index)
      instruction.d = Int32(operands.count)
    case .callRemote(let name, let arguments):
      operands = values(arguments)
      instruction = CodeInstruction(isTail ? .tailCallRemote : .callRemote)
      instruction.payload = UInt64(assembler.importIndex(name))
      instruction.d = Int32(operands.count)
    case .callValue(let callee, let arguments):
      let callee = value(callee)
      operands = values(arguments)
      instruction = CodeInstruction(isTail ? .tailCallClosure : .callClosure)
      instruction.d = Int32(operands.count)
      operands.append(callee)
    case .callDynamic(let module, let name, let arguments):
      let module = value(module)
      operands = values(arguments)
      instruction = CodeInstruction(isTail ? .tailCallDynamic : .callDynamic)
      instruction.payload = literal(.atom(name))
      instruction.d = Int32(operands.count)
      operands.append(module)
    case .apply(let arguments):
      operands = values(arguments)
      instruction = CodeInstruction(isTail ? .tailApply : .apply)
      instruction.d = Int32(operands.count)
    default: return
    }
    restore(core)
    moveAll(
      operands.enumerated().map { index, operand in
        Move(destination: Register(index), source: operand.source)
      }
    )
    append(instruction)
    if isTail { return }
    withResult(destination) { lowering, result in
      lowering.moveAll([Move(destination: result, source: .register(0))])
    }
  }

  private func isTail(_ destination: Destination) -> Bool {
    if case .tail = destination { true } else { false }
  }

  private func isSelf(_ index: Int) -> Bool { index == functionIndex }

  /// Evaluates the arguments of a call.
  ///
  /// For a call of the function itself in tail position, additions and the like that nobody can
  /// tell apart are put in an order in which each can go straight to the register of its
  /// parameter: `loop(n - 1, sum + n)` adds first.
  private mutating func callArguments(_ arguments: [Core], isSelf: Bool) -> [CodeOperand] {
    guard isSelf, arguments.count > 1, arguments.count <= 16,
      arguments.allSatisfy(\.isSimpleArithmetic)
    else { return values(arguments) }
    var result = [CodeOperand?](repeating: nil, count: arguments.count)
    var remaining = Array(arguments.indices)
    while !remaining.isEmpty {
      // The next argument is one whose parameter no other remaining one reads.
      let next =
        remaining.firstIndex { index in
          let parameter = function.parameters[index]
          return remaining.allSatisfy { other in
            other == index || !arguments[other].reads(parameter, in: self)
          }
        } ?? 0
      let index = remaining.remove(at: next)
      result[index] = value(arguments[index])
    }
    return result.map { $0 ?? .constant(.atom("nil")) }
  }

  /// Whether a variable is in the same register as another.
  fileprivate func isSame(_ variable: Int, _ other: Int) -> Bool {
    guard case .register(let first)? = variables[variable],
      case .register(let second)? = variables[other]
    else { return false }
    return first == second
  }

  // MARK: Native functions

  /// Calls a native function; the X registers survive.
  mutating func lowerNative(
    _ name: FunctionName,
    _ arguments: [Core],
    _ core: Core,
    _ destination: Destination
  ) {
    let operands = values(arguments)
    restore(core)
    withResult(destination) { lowering, result in
      lowering.native(name, operands, result)
    }
  }

  /// Appends a call of a native function; in a guard an error jumps.
  mutating func native(_ name: FunctionName, _ operands: [CodeOperand], _ result: Register) {
    let first = run(operands)
    var instruction = CodeInstruction(isGuard ? .guardNative : .native, a: result, b: first)
    if isGuard {
      instruction.target = guardFailure
      instruction.d = Int32(operands.count)
    } else {
      instruction.c = Int32(operands.count)
    }
    instruction.payload = UInt64(assembler.importIndex(name))
    if name == FunctionName("Math", "sqrt", 1) { code.squareRoot = instruction.payload }
    append(instruction)
  }

  /// Puts operands in registers that are neighbours and returns the first.
  private mutating func run(_ operands: [CodeOperand]) -> Register {
    switch operands.count {
    case 0: return 0
    case 1: return register(operands[0])
    default:
      let first = code.makeRun(operands.count)
      code.runs[first] = Int32(operands.count)
      moveAll(
        operands.enumerated().map { index, operand in
          Move(destination: first + Register(index), source: operand.source)
        }
      )
      return first
    }
  }
}

extension Core {
  /// Whether a call is none in tail position wherever it stands: expectations tell the place from which
  /// they were called, and often are the last call of a test.
  fileprivate var keepsItsFrame: Bool {
    if case .callRemote(let name, _) = kind { name.module == Expectation.module } else { false }
  }

  /// Whether evaluating it can do nothing but give a number or raise `:badarith`.
  fileprivate var isSimpleArithmetic: Bool {
    switch kind {
    case .constant, .variable: true
    case .arithmetic(_, let left, let right): left.isSimpleArithmetic && right.isSimpleArithmetic
    case .unary(_, let operand): operand.isSimpleArithmetic
    default: false
    }
  }

  /// Whether simple arithmetic computes with a variable or one that is in the same register.
  ///
  /// A variable that is passed as it is does not count: moves happen at once.
  fileprivate func reads(_ variable: Int, in lowering: Lowering) -> Bool {
    switch kind {
    case .arithmetic(_, let left, let right):
      [left, right].contains { operand in
        if case .variable(let other) = operand.kind { return lowering.isSame(other, variable) }
        return operand.reads(variable, in: lowering)
      }
    case .unary(_, let operand):
      if case .variable(let other) = operand.kind {
        lowering.isSame(other, variable)
      } else {
        operand.reads(variable, in: lowering)
      }
    default: false
    }
  }
}

import MartletBytecode
import MartletSyntax

extension Lowering {
  /// Evaluates an expression and sends its value to its destination.
  mutating func lower(_ core: Core, _ destination: Destination) {
    if core.line > 0 { line = core.line }
    switch core.kind {
    case .constant, .variable, .bind: finish(value(core), destination)
    case .sequence(let items): lowerSequence(items, destination)
    case .bindElse: lowerSequence([core], destination)
    case .match(let subject, let clauses): lowerMatch(subject, clauses, destination)
    case .condition(let branches, let otherwise):
      lowerCondition(branches, otherwise, destination)
    case .arithmetic(let opcode, let left, let right):
      lowerArithmetic(opcode, left, right, destination)
    case .unary(let opcode, let operand):
      let operand = register(operand)
      restore(core)
      withResult(destination) { lowering, result in
        lowering.arithmetic(opcode, result, operand, operand)
      }
    case .compare, .typeTest, .not: lowerBoolean(core, destination)
    case .and(let left, let right):
      lowerShortCircuit(left, right, isAnd: true, destination)
    case .or(let left, let right):
      lowerShortCircuit(left, right, isAnd: false, destination)
    case .tuple(let elements):
      let registers = registers(elements)
      withResult(destination) { lowering, result in
        lowering.appendList(.tuple, result, registers, b: registers.count)
      }
    case .list(let elements, let tail): lowerList(elements, tail: tail, destination)
    case .map(let pairs): lowerMap(pairs, core, destination)
    case .updateMap(let map, let pairs):
      let map = register(map)
      let registers = pairRegisters(pairs)
      restore(core)
      withResult(destination) { lowering, result in
        var instruction = CodeInstruction(.updateMap, a: result, b: map, c: Int32(pairs.count))
        instruction.list = registers
        lowering.append(instruction)
      }
    case .field(let map, let name):
      let map = register(map)
      restore(core)
      withResult(destination) { lowering, result in
        var instruction = CodeInstruction(.getKey, a: result, b: map)
        instruction.payload = lowering.literal(.atom(name))
        lowering.append(instruction)
      }
    case .index(let map, let key):
      lowerBinaryOperation(.index, map, key, core, destination)
    case .concatenate(let left, let right):
      // What is appended is written behind the text, without a binary of its own.
      if case .binary(let segments) = right.kind, segments.count < Lowering.chunk {
        let text = CoreSegment(value: left, size: .rest, type: .bytes, flags: [])
        lowerBinary([text] + segments, core, destination)
      } else {
        lowerBinaryOperation(.concatenate, left, right, core, destination)
      }
    case .string(let parts): lowerString(parts, core, destination)
    case .binary(let segments): lowerBinary(segments, core, destination)
    case .closure(let index, let captured):
      let captured = captured.map { register(variables[$0] ?? .constant(.atom("nil"))) }
      withResult(destination) { lowering, result in
        var instruction = CodeInstruction(.closure, a: result, b: Int32(captured.count))
        instruction.payload = UInt64(index)
        instruction.list = captured
        lowering.append(instruction)
      }
    case .callLocal, .callRemote, .callValue, .callDynamic, .apply:
      lowerCall(core, destination)
    case .native(let name, let arguments): lowerNative(name, arguments, core, destination)
    case .selfPid:
      withResult(destination) { lowering, result in
        lowering.append(CodeInstruction(.selfPid, a: result))
      }
    case .send(let target, let message):
      let operands = values([target, message])
      let target = register(operands[0])
      let message = register(operands[1])
      restore(core)
      append(CodeInstruction(.send, a: target, b: message))
      finish(.register(message), destination)
    case .raise(let kind, let value):
      let value = register(value)
      restore(core)
      append(CodeInstruction(.raiseError, a: Int32(kind.rawValue), b: value))
    case .receive(let clauses, let timeout, let mark):
      lowerReceive(clauses, timeout, mark, destination)
    case .attempt(let body, let clauses, let after):
      lowerAttempt(body, clauses, after, destination)
    }
  }

  /// Goes back to the line of an expression whose operands have been evaluated.
  mutating func restore(_ core: Core) { if core.line > 0 { line = core.line } }

  /// Returns the index of a literal.
  mutating func literal(_ constant: Constant) -> UInt64 { UInt64(assembler.literal(constant)) }

  /// Appends an instruction that reads a list of registers.
  mutating func appendList(
    _ opcode: Opcode,
    _ result: Register,
    _ registers: [Register],
    b: Int,
    c: Register = 0
  ) {
    var instruction = CodeInstruction(opcode, a: result, b: Int32(b), c: c)
    instruction.list = registers
    append(instruction)
  }

  // MARK: Sequences and bindings

  private mutating func lowerSequence(_ items: [Core], _ destination: Destination) {
    guard let last = items.last else { return finish(.constant(.atom("nil")), destination) }
    var end: Int32 = -1
    for (index, item) in items.enumerated() {
      let isLast = index == items.count - 1
      if case .bindElse(let pattern, let bound, let clauses) = item.kind {
        if end < 0 { end = makeBlock() }
        line = item.line
        let value = bindElse(pattern, bound, clauses, destination, end: end)
        if isLast { finish(.register(value), destination) }
      } else if isLast {
        lower(last, destination)
      } else {
        lower(item, .effect)
      }
    }
    if end >= 0 { start(end) }
  }

  /// Binds the variables of a `let` and returns the value matched.
  mutating func bind(_ pattern: CorePattern, _ bound: Core, _ span: SourceSpan) -> CodeOperand {
    let operand = value(bound)
    if bindDirectly(pattern, operand) { return operand }
    let subject = register(operand)
    let failure = makeBlock()
    let success = makeBlock()
    let bindLine = line
    let clause = CoreClause(
      patterns: [pattern],
      condition: nil,
      body: Core(.sequence([]), 0),
      line: line,
      span: nil
    )
    let usesFailure = choose([clause], subjects: [subject], failure: failure) { lowering, _ in
      lowering.jump(to: success)
    }
    if usesFailure {
      start(failure)
      line = bindLine
      append(
        CodeInstruction(.raiseError, a: Int32(ErrorKind.badMatch.rawValue), b: subject)
      )
    }
    start(success)
    return .register(subject)
  }

  /// Binds a name, or nothing, without any test; false when the pattern is more than that.
  private mutating func bindDirectly(_ pattern: CorePattern, _ operand: CodeOperand) -> Bool {
    switch pattern {
    case .any: break
    case .bind(let variable): variables[variable] = operand
    case .alias(let inner, let variable):
      guard bindDirectly(inner, operand) else { return false }
      variables[variable] = operand
    default: return false
    }
    return true
  }

  private mutating func bindElse(
    _ pattern: CorePattern,
    _ bound: Core,
    _ clauses: [CoreClause],
    _ destination: Destination,
    end: Int32
  ) -> Register {
    let subject = register(bound)
    let otherwise = makeBlock()
    let success = makeBlock()
    let clause = CoreClause(
      patterns: [pattern],
      condition: nil,
      body: Core(.sequence([]), 0),
      line: line,
      span: nil
    )
    let usesOtherwise = choose([clause], subjects: [subject], failure: otherwise) { lowering, _ in
      lowering.jump(to: success)
    }
    if usesOtherwise {
      start(otherwise)
      let failure = makeBlock()
      let usesFailure = choose(
        clauses,
        subjects: [subject],
        failure: failure,
        destination,
        end: end
      )
      if usesFailure { raise(.matchClause, subject, at: failure) }
    }
    start(success)
    return subject
  }

  /// Raises an error about a value in a block of its own.
  private mutating func raise(_ kind: ErrorKind, _ value: Register, at block: Int32) {
    let line = self.line
    start(block)
    self.line = line
    append(CodeInstruction(.raiseError, a: Int32(kind.rawValue), b: value))
  }

  private mutating func lowerMatch(
    _ subject: Core,
    _ clauses: [CoreClause],
    _ destination: Destination
  ) {
    let matchLine = line
    let subject = register(subject)
    line = matchLine
    let failure = makeBlock()
    let end = makeBlock()
    let usesFailure = choose(
      clauses,
      subjects: [subject],
      failure: failure,
      destination,
      end: end
    )
    if usesFailure {
      line = matchLine
      raise(.matchClause, subject, at: failure)
    }
    start(end)
  }

  private mutating func lowerCondition(
    _ branches: [CoreBranch],
    _ otherwise: Core,
    _ destination: Destination
  ) {
    let end = makeBlock()
    for branch in branches {
      let next = makeBlock()
      var usesNext = true
      switch branch.test {
      case .expression(let test):
        branchUnless(test, to: next)
        lower(branch.body, destination)
        jump(to: end)
      case .pattern(let pattern, let bound):
        let subject = register(bound)
        let clause = CoreClause(
          patterns: [pattern],
          condition: nil,
          body: branch.body,
          line: branch.body.line,
          span: nil
        )
        usesNext = choose(
          [clause],
          subjects: [subject],
          failure: next,
          destination,
          end: end
        )
      }
      if usesNext {
        start(next)
      } else {
        return start(end)
      }
    }
    lower(otherwise, destination)
    start(end)
  }

  // MARK: Arithmetic

  /// Appends arithmetic; in a guard an error jumps instead of raising.
  mutating func arithmetic(_ opcode: Opcode, _ result: Register, _ b: Register, _ c: Register) {
    if guardFailure < 0 {
      append(CodeInstruction(opcode, a: result, b: b, c: c))
    } else {
      var instruction = CodeInstruction(
        .guardArithmetic,
        a: result,
        b: b,
        c: c,
        target: guardFailure
      )
      instruction.payload = UInt64(opcode.rawValue)
      append(instruction)
    }
  }

  private mutating func lowerArithmetic(
    _ opcode: Opcode,
    _ left: Core,
    _ right: Core,
    _ destination: Destination
  ) {
    let operationLine = line
    let left = value(left)
    let right = value(right)
    line = operationLine
    if guardFailure < 0 {
      if let (base, immediate) = immediateAddition(opcode, left, right) {
        return withResult(destination) { lowering, result in
          lowering.append(CodeInstruction(.addImmediate, a: result, b: base, c: immediate))
        }
      }
    }
    let first = register(left)
    let second = register(right)
    withResult(destination) { lowering, result in
      lowering.arithmetic(opcode, result, first, second)
    }
  }

  /// `x + 1`, `1 + x` and `x - 1` as a register and what to add.
  private func immediateAddition(
    _ opcode: Opcode,
    _ left: CodeOperand,
    _ right: CodeOperand
  ) -> (Register, Int32)? {
    switch (opcode, left, right) {
    case (.add, .register(let base), .constant(.integer(let value))),
      (.add, .constant(.integer(let value)), .register(let base)):
      return Int16(exactly: value).map { (base, Int32($0)) }
    case (.subtract, .register(let base), .constant(.integer(let value))):
      return value == .min ? nil : Int16(exactly: -value).map { (base, Int32($0)) }
    default: return nil
    }
  }

  private mutating func lowerBinaryOperation(
    _ opcode: Opcode,
    _ left: Core,
    _ right: Core,
    _ core: Core,
    _ destination: Destination
  ) {
    let operands = values([left, right])
    let first = register(operands[0])
    let second = register(operands[1])
    restore(core)
    withResult(destination) { lowering, result in
      lowering.append(CodeInstruction(opcode, a: result, b: first, c: second))
    }
  }
}

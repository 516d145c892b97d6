import MartletBytecode

extension Lowering {
  /// Runs a body under a handler.
  ///
  /// The `after` part is a call of a function of its own, made on both
  /// ways out, so that nested ones do not multiply.
  mutating func lowerAttempt(
    _ body: Core,
    _ clauses: [CoreClause],
    _ after: Core?,
    _ destination: Destination
  ) {
    guard let after else { return lowerCatch(body, clauses, destination) }
    let end = makeBlock()
    var result: Destination = .effect
    if case .effect = destination {} else { result = .register(code.makeRegister()) }
    let (slot, handler) = enterTry()
    if clauses.isEmpty {
      lower(body, result)
    } else {
      lowerCatch(body, clauses, result)
    }
    leaveTry(slot)
    lower(after, .effect)
    if case .register(let register) = result { finish(.register(register), destination) }
    jump(to: end)
    let (raisedClass, reason) = startHandler(handler, slot)
    lower(after, .effect)
    append(CodeInstruction(.reraise, a: raisedClass, b: reason))
    start(end)
  }

  private mutating func lowerCatch(
    _ body: Core,
    _ clauses: [CoreClause],
    _ destination: Destination
  ) {
    let catchLine = line
    let end = makeBlock()
    var result = destination
    if case .tail = destination { result = .register(code.makeRegister()) }
    let (slot, handler) = enterTry()
    lower(body, result)
    leaveTry(slot)
    if case .tail = destination, case .register(let register) = result {
      finish(.register(register), .tail)
    }
    jump(to: end)
    let (raisedClass, reason) = startHandler(handler, slot)
    line = catchLine
    let unmatched = makeBlock()
    let usesUnmatched: Bool
    if let pairs = pairClauses(clauses) {
      usesUnmatched = choose(
        pairs,
        subjects: [raisedClass, reason],
        failure: unmatched,
        destination,
        end: end
      )
    } else {
      let whole = code.makeRegister()
      appendList(.tuple, whole, [raisedClass, reason], b: 2)
      usesUnmatched = choose(
        clauses,
        subjects: [whole],
        failure: unmatched,
        destination,
        end: end
      )
    }
    if usesUnmatched {
      start(unmatched)
      append(CodeInstruction(.reraise, a: raisedClass, b: reason))
    }
    start(end)
  }

  /// The arms as patterns for class and reason; nil when one needs them as a tuple.
  private func pairClauses(_ clauses: [CoreClause]) -> [CoreClause]? {
    var result: [CoreClause] = []
    for var clause in clauses {
      switch clause.patterns.first {
      case .tuple(let elements)? where elements.count == 2: clause.patterns = elements
      case .any?: clause.patterns = [.any, .any]
      case .bind(let variable)? where !function.variables[variable].isUsed:
        clause.patterns = [.any, .any]
      default: return nil
      }
      result.append(clause)
    }
    return result
  }

  /// Installs a handler and goes on in a block under it.
  private mutating func enterTry() -> (slot: Register, handler: Int32) {
    let slot = code.makeRegister()
    let block = makeBlock()
    var instruction = CodeInstruction(.enterTry, a: slot, target: block)
    instruction.d = 1
    append(instruction)
    handler = block
    start(makeBlock())
    return (slot, block)
  }

  /// Removes the handler and goes on in a block without it.
  private mutating func leaveTry(_ slot: Register) {
    append(CodeInstruction(.leaveTry, a: slot))
    handler = handlerOutside(handler)
    start(makeBlock())
  }

  private func handlerOutside(_ block: Int32) -> Int32 {
    block < 0 ? -1 : code.blocks[Int(block)].handler
  }

  /// Begins the handler's block; class and reason are in the registers returned.
  private mutating func startHandler(_ block: Int32, _ slot: Register) -> (Register, Register) {
    current = block
    code.layout.append(block)
    var entry = CodeInstruction(.clearSlot, a: slot)
    entry.form = .handlerEntry
    append(entry)
    let raisedClass = code.makeRegister()
    let reason = code.makeRegister()
    moveAll([
      Move(destination: raisedClass, source: .register(0)),
      Move(destination: reason, source: .register(1)),
    ])
    return (raisedClass, reason)
  }
}

import MartletBytecode

extension Lowering {
  /// Waits for a message that an arm matches.
  ///
  /// ```
  ///        receiveStart
  /// next:  receiveNext message, else wait
  ///        …tests, failing to skip…
  ///        receiveTake; body
  /// skip:  receiveSkip next
  /// wait:  receiveWait next
  /// ```
  mutating func lowerReceive(
    _ clauses: [CoreClause],
    _ timeout: CoreTimeout?,
    _ mark: Int?,
    _ destination: Destination
  ) {
    let receiveLine = line
    let time = timeout.map { value($0.time) }
    line = receiveLine
    if let mark, case .register(let reference)? = variables[mark] {
      append(CodeInstruction(.receiveFromMark, a: reference))
    } else {
      append(CodeInstruction(.receiveStart))
    }
    let next = makeBlock()
    let skip = makeBlock()
    let wait = makeBlock()
    let end = makeBlock()
    start(next)
    let message = code.makeRegister()
    append(CodeInstruction(.receiveNext, a: message, target: wait))
    if clauses.isEmpty {
      jump(to: skip)
    } else {
      _ = choose(
        clauses,
        subjects: [message],
        failure: skip,
        destination,
        end: end,
        isReceive: true
      )
    }
    start(skip)
    line = receiveLine
    append(CodeInstruction(.receiveSkip, target: next))
    start(wait)
    if let timeout, let time, !time.isInfinity {
      let time = register(time)
      append(CodeInstruction(.receiveWaitTimeout, a: time, target: next))
      lower(timeout.body, destination)
    } else {
      append(CodeInstruction(.receiveWait, target: next))
    }
    start(end)
  }
}

extension CodeOperand {
  fileprivate var isInfinity: Bool {
    if case .constant(.atom("infinity")) = self { true } else { false }
  }
}

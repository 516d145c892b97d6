/// What is known where control stands: true on every path that leads there.
struct VerifierState: Equatable {
  /// The X registers that hold terms.
  var registers: RegisterSet
  /// The F registers that hold numbers, as bits.
  var floats: UInt64 = 0
  /// The size of the frame, or nil when there is none.
  var frame: Int?
  /// How many words of heap are reserved.
  var heap = 0
}

extension FunctionVerifier {
  /// Follows control from the entry until nothing new is learnt.
  func checkFlow() throws(VerificationProblem) {
    var flow = Flow(checks: self)
    flow.states[0] = VerifierState(registers: RegisterSet(below: function.arity))
    flow.pending[0] = true
    flow.hasPending = true
    while flow.hasPending {
      flow.hasPending = false
      for block in order where flow.pending[block] {
        flow.pending[block] = false
        try flow.run(block)
      }
    }
  }

  /// The states at the starts of blocks, while they settle.
  private struct Flow {
    let checks: FunctionVerifier
    var states: [VerifierState?]
    var pending: [Bool]
    var hasPending = false

    init(checks: FunctionVerifier) {
      self.checks = checks
      states = [VerifierState?](repeating: nil, count: checks.blocks.count)
      pending = [Bool](repeating: false, count: checks.blocks.count)
    }

    mutating func run(_ block: Int) throws(VerificationProblem) {
      guard var state = states[block] else { return }
      var start = checks.blocks[block]
      while true {
        try checks.checkReads(at: start, state)
        try checks.checkFrame(at: start, state)
        try leave(start, &state)
        if checks.opcode(at: start).endsBlock { return }
        guard let length = checks.instruction(at: start).length else { return }
        start += length
        if checks.blockAt[start] >= 0 {
          try join(state, into: Int(checks.blockAt[start]), from: start)
          return
        }
      }
    }

    /// Takes the instruction's effect into account and passes the state on to its targets.
    private mutating func leave(
      _ start: Int,
      _ state: inout VerifierState
    )
      throws(VerificationProblem)
    {
      let opcode = checks.opcode(at: start)
      try checks.takeHeap(at: start, &state)
      checks.forget(at: start, &state)
      var passed = state
      switch opcode {
      case .enterTry:
        passed.registers = RegisterSet(below: 2)
        passed.floats = 0
        passed.heap = 0
      case .receiveSkip, .receiveWait, .receiveWaitTimeout:
        // These go back; a reservation does not last over a loop.
        passed.floats = 0
        passed.heap = 0
      default: break
      }
      try checks.forEachTarget(at: start) { (target) throws(VerificationProblem) in
        try join(passed, into: Int(checks.blockAt[target]), from: start)
      }
      checks.define(at: start, &state)
    }

    private mutating func join(
      _ state: VerifierState,
      into block: Int,
      from start: Int
    )
      throws(VerificationProblem)
    {
      guard var known = states[block] else {
        states[block] = state
        pending[block] = true
        hasPending = true
        return
      }
      if known.frame != state.frame {
        throw checks.problem(.framesDiffer(known.frame, state.frame), at: start)
      }
      known.registers.formIntersection(state.registers)
      known.floats &= state.floats
      known.heap = min(known.heap, state.heap)
      guard known != states[block] else { return }
      states[block] = known
      pending[block] = true
      hasPending = true
    }
  }

  // MARK: What must hold before

  private func checkReads(at start: Int, _ state: VerifierState) throws(VerificationProblem) {
    let opcode = opcode(at: start)
    let first = instruction(at: start)
    let live = opcode.liveRole == .live ? first.live : RegisterSet.limit

    func read(_ register: Int) throws(VerificationProblem) {
      guard state.registers.contains(register) else {
        throw problem(.undefinedRegister(register), at: start)
      }
      if register >= live { throw problem(.registerNotLive(register, live: live), at: start) }
    }

    func readFloat(_ register: Int) throws(VerificationProblem) {
      if state.floats >> UInt64(register) & 1 == 0 {
        throw problem(.undefinedFloatRegister(register), at: start)
      }
    }

    if opcode.liveRole == .floatRead { try readFloat(first.live) }
    try Instruction.forEachOperand(of: module.code, at: function.entry + start) {
      (operand, value) throws(VerificationProblem) in
      switch operand {
      case .read: try read(value)
      case .write:
        // Registers that are both read and written.
        if opcode == .swap || opcode == .matchLiteral { try read(value) }
      case .floatRead: try readFloat(value)
      case .floatReadRun: for register in value..<value + first.b { try readFloat(register) }
      case .binaryField:
        guard let field = BinaryField(word: UInt64(bitPattern: Int64(value))) else { return }
        try read(Int(field.position))
        if field.sizeKind == .register { try read(Int(field.size)) }
      case .binarySegments:
        guard let segment = BinarySegment(word: UInt64(bitPattern: Int64(value))) else { return }
        try read(Int(segment.value))
        if segment.sizeKind == .register { try read(Int(segment.size)) }
      default: break
      }
    }
    try checkImplicitReads(first, opcode, state, at: start)
  }

  private func checkImplicitReads(
    _ first: Instruction,
    _ opcode: Opcode,
    _ state: VerifierState,
    at start: Int
  ) throws(VerificationProblem) {
    var count =
      switch opcode.liveRole {
      case .live, .arity: first.live
      case .unused, .write, .read, .runLength, .floatRead, .floatCount: 0
      }
    switch opcode {
    case .callClosure, .tailCallClosure, .callDynamic, .tailCallDynamic: count += 1
    case .returnValue: count = 1
    case .matchKeyRegister:
      if !state.registers.contains(first.live) {
        throw problem(.undefinedRegister(first.live), at: start)
      }
    default: break
    }
    if !state.registers.contains(below: count) {
      throw problem(
        .undefinedRegister(state.registers.firstMissing(below: count) ?? count),
        at: start
      )
    }
  }

  private func checkFrame(at start: Int, _ state: VerifierState) throws(VerificationProblem) {
    let opcode = opcode(at: start)
    let first = instruction(at: start)
    for operand in opcode.operands {
      switch operand {
      case .slotWrite: try checkSlot(first.a, state, at: start)
      case .slotRead: try checkSlot(first.b, state, at: start)
      case .frame where opcode == .allocate:
        if state.frame != nil { throw problem(.frameAlreadyThere, at: start) }
        if first.b > first.a {
          throw problem(.savesTooMany(count: first.b, frame: first.a), at: start)
        }
        if first.b > first.live {
          throw problem(.registerNotLive(first.b - 1, live: first.live), at: start)
        }
      case .frame:
        if opcode.isCall, state.frame == nil { throw problem(.noFrame, at: start) }
        if first.a != state.frame ?? 0 {
          throw problem(.wrongFrame(expected: state.frame, found: first.a), at: start)
        }
      default: break
      }
    }
  }

  private func checkSlot(
    _ slot: Int,
    _ state: VerifierState,
    at start: Int
  )
    throws(VerificationProblem)
  {
    guard let frame = state.frame, slot < frame else {
      throw problem(.slotOutsideFrame(slot: slot, frame: state.frame), at: start)
    }
  }

  // MARK: What holds afterwards

  /// Takes what the instruction builds out of the reservation.
  private func takeHeap(at start: Int, _ state: inout VerifierState) throws(VerificationProblem) {
    let first = instruction(at: start)
    let needed =
      switch opcode(at: start) {
      case .cons: 2
      case .floatBox: first.b * 2
      case .tuple: first.b == 0 ? 0 : first.b + 1
      case .list: first.b * 2
      case .closure: first.b + 2
      default: 0
      }
    if needed > state.heap {
      throw problem(.heapNotReserved(needed: needed, available: state.heap), at: start)
    }
    state.heap -= needed
  }

  /// Drops what does not survive the instruction, on whichever way control leaves it.
  private func forget(at start: Int, _ state: inout VerifierState) {
    let first = instruction(at: start)
    let opcode = opcode(at: start)
    if opcode.liveRole == .live {
      state.registers.keep(below: first.live)
      state.floats = 0
      state.heap = 0
    }
    if opcode.isCall {
      state.registers = RegisterSet(below: 1)
      state.floats = 0
      state.heap = 0
    }
  }

  /// Adds what the instruction defines for the next one.
  private func define(at start: Int, _ state: inout VerifierState) {
    let first = instruction(at: start)
    let opcode = opcode(at: start)
    Instruction.forEachOperand(of: module.code, at: function.entry + start) { operand, value in
      switch operand {
      case .write: state.registers.insert(value)
      case .writeRun:
        for register in value..<value + first.live { state.registers.insert(register) }
      case .floatWrite: state.floats |= 1 << UInt64(value)
      case .floatWriteRun:
        for register in value..<value + first.b { state.floats |= 1 << UInt64(register) }
      default: break
      }
    }
    switch opcode {
    case .matchCons: state.registers.insert(first.live)
    case .allocate:
      state.frame = first.a
      state.heap = first.c
    case .testHeap: state.heap = first.a
    default: break
    }
  }
}

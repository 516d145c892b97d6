extension FunctionVerifier {
  /// Checks what can be said of an instruction without knowing how control came to it.
  func checkOperands(at start: Int) throws(VerificationProblem) {
    let opcode = opcode(at: start)
    let first = instruction(at: start)
    try checkLive(first, opcode, at: start)
    try Instruction.forEachOperand(of: module.code, at: function.entry + start) {
      (operand, value) throws(VerificationProblem) in
      try check(operand, value, opcode, at: start)
    }
    try checkCombination(first, opcode, at: start)
  }

  private func checkLive(
    _ first: Instruction,
    _ opcode: Opcode,
    at start: Int
  )
    throws(VerificationProblem)
  {
    switch opcode.liveRole {
    case .unused:
      if first.live != 0 { throw problem(.liveByteUsed(opcode), at: start) }
    case .write, .read: try checkRegister(first.live, at: start)
    case .floatRead: try checkFloatRegister(first.live, at: start)
    case .live, .arity, .runLength, .floatCount: break
    }
  }

  private func checkRegister(_ register: Int, at start: Int) throws(VerificationProblem) {
    if register >= RegisterSet.limit { throw problem(.registerOutOfRange(register), at: start) }
  }

  private func checkFloatRegister(_ register: Int, at start: Int) throws(VerificationProblem) {
    if register >= Self.floatRegisterLimit {
      throw problem(.floatRegisterOutOfRange(register), at: start)
    }
  }

  private func check(
    _ operand: Operand,
    _ value: Int,
    _ opcode: Opcode,
    at start: Int
  )
    throws(VerificationProblem)
  {
    switch operand {
    case .write, .read, .writeRun: try checkRegister(value, at: start)
    case .floatWrite, .floatRead, .floatWriteRun, .floatReadRun:
      try checkFloatRegister(value, at: start)
    case .literal: try checkLiteral(value, opcode, at: start)
    case .importIndex: try checkIndex(value, module.imports.count, operand, at: start)
    case .function: try checkIndex(value, module.functions.count, operand, at: start)
    case .handler: try checkIndex(value, function.handlers.count, operand, at: start)
    case .errorKind:
      guard let raw = UInt16(exactly: value), ErrorKind(rawValue: raw) != nil else {
        throw problem(.badErrorKind(value), at: start)
      }
    case .rawWord:
      let bits = UInt64(bitPattern: Int64(value))
      if opcode == .floatConstant, !Double(bitPattern: bits).isFinite {
        throw problem(.badFloat(bits), at: start)
      }
    case .guardOperation:
      if value >> 32 != 0 || Instruction.guardOpcode(of: value) == nil {
        throw problem(.badGuardOperation(value), at: start)
      }
    case .binaryField: try checkField(UInt64(bitPattern: Int64(value)), at: start)
    case .binarySegments: try checkSegment(UInt64(bitPattern: Int64(value)), at: start)
    case .readRun, .slotWrite, .slotRead, .frame, .count, .immediate, .target, .longTarget,
      .longImmediate, .frameWord, .readList, .writeList, .readPairs, .targetTable, .literalTable:
      break
    }
  }

  private func checkIndex(
    _ index: Int,
    _ count: Int,
    _ operand: Operand,
    at start: Int
  )
    throws(VerificationProblem)
  {
    if index < 0 || index >= count { throw problem(.indexOutOfRange(operand, index), at: start) }
  }

  private func checkLiteral(
    _ index: Int,
    _ opcode: Opcode,
    at start: Int
  )
    throws(VerificationProblem)
  {
    try checkIndex(index, module.literals.count, .literal, at: start)
    let literal = module.literals[index]
    switch opcode {
    case .ifIs, .ifIsNot, .switchLiteral:
      if !literal.isImmediate { throw problem(.literalNotImmediate(index), at: start) }
    case .callDynamic, .tailCallDynamic:
      guard case .atom = literal else { throw problem(.literalNotAtom(index), at: start) }
    case .matchLiteral:
      guard case .binary = literal else { throw problem(.literalNotBinary(index), at: start) }
    default: break
    }
  }

  private func checkField(_ word: UInt64, at start: Int) throws(VerificationProblem) {
    guard let field = BinaryField(word: word), field.word == word, field.unit > 0,
      field.flags.isKnown
    else { throw problem(.badBinaryField(word), at: start) }
    try checkRegister(Int(field.position), at: start)
    if field.sizeKind == .register { try checkRegister(Int(field.size), at: start) }
  }

  private func checkSegment(_ word: UInt64, at start: Int) throws(VerificationProblem) {
    guard let segment = BinarySegment(word: word), segment.unit > 0, segment.flags.isKnown else {
      throw problem(.badBinarySegment(word), at: start)
    }
    try checkRegister(Int(segment.value), at: start)
    if segment.sizeKind == .register { try checkRegister(Int(segment.size), at: start) }
  }

  /// Checks what several operands say together.
  private func checkCombination(
    _ first: Instruction,
    _ opcode: Opcode,
    at start: Int
  )
    throws(VerificationProblem)
  {
    switch opcode {
    case .call, .tailCall:
      let target = function.entry + start + first.long
      guard let index = entries[target] else { throw problem(.badCallTarget(target), at: start) }
      try expect(module.functions[index].arity, argumentsIn: first.live, at: start)
    case .callRemote, .tailCallRemote:
      let name = module.imports[Int(truncatingIfNeeded: word(at: start + 1))]
      try expect(name.arity, argumentsIn: first.live, at: start)
    case .callClosure, .tailCallClosure, .callDynamic, .tailCallDynamic:
      // The register after the arguments holds what is called.
      try checkRegister(first.live, at: start)
    case .apply, .tailApply:
      if first.live != 2 && first.live != 3 { throw problem(.applyArity(first.live), at: start) }
    case .native:
      let name = module.imports[Int(truncatingIfNeeded: word(at: start + 1))]
      try expect(name.arity, argumentsIn: first.c, at: start)
      try checkRun(first.b, first.c, first.live, at: start)
    case .guardNative:
      let name = module.imports[Int(truncatingIfNeeded: word(at: start + 1))]
      try checkRun(first.b, name.arity, first.live, at: start)
    case .matchTuple:
      let end = first.b + first.live
      if end > RegisterSet.limit { throw problem(.registerOutOfRange(end - 1), at: start) }
    case .floatLoad, .floatBox:
      if first.b > 0 { try checkFloatRegister(first.a + first.b - 1, at: start) }
    case .closure:
      let made = module.functions[Int(truncatingIfNeeded: word(at: start + 1))]
      if made.captured != first.b {
        throw problem(.capturedCount(expected: made.captured, found: first.b), at: start)
      }
    default: break
    }
    try checkFrameWord(first, opcode, at: start)
  }

  private func checkFrameWord(
    _ first: Instruction,
    _ opcode: Opcode,
    at start: Int
  )
    throws(VerificationProblem)
  {
    guard opcode.operands.last == .frameWord else { return }
    let found = word(at: start + opcode.operands.count - 1)
    if found != Instruction(.frame, a: first.a).word {
      throw problem(.badFrameWord(found), at: start)
    }
  }

  private func expect(
    _ arity: Int,
    argumentsIn found: Int,
    at start: Int
  )
    throws(VerificationProblem)
  {
    if arity != found {
      throw problem(.argumentCount(expected: arity, found: found), at: start)
    }
  }

  private func checkRun(
    _ base: Int,
    _ count: Int,
    _ live: Int,
    at start: Int
  )
    throws(VerificationProblem)
  {
    if count > 0, base + count > live {
      throw problem(.registerNotLive(base + count - 1, live: live), at: start)
    }
  }
}

extension SegmentFlags {
  /// Whether no bit without a meaning is set.
  fileprivate var isKnown: Bool { rawValue & ~7 == 0 }
}

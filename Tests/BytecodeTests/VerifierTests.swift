import MartletBytecode
import Testing

/// What the verifier refuses, rule by rule.
@Suite struct VerifierTests {
  private func word(
    _ opcode: Opcode,
    live: Int = 0,
    a: Int = 0,
    b: Int = 0,
    c: Int = 0
  ) -> UInt64 {
    Instruction(opcode, live: live, a: a, b: b, c: c).word
  }

  private var end: UInt64 { word(.returnValue) }
  private func load(_ register: Int) -> UInt64 {
    Instruction(.loadInteger, a: register, long: 1).word
  }

  @Test func soundCodeIsAccepted() {
    #expect(Verifier.problems(in: TestModule.rich()) == [])
    #expect(throws: Never.self) { try Verifier.verify(TestModule.rich()) }
  }

  @Test func anEmptyModuleIsAccepted() {
    #expect(Verifier.problems(in: BytecodeModule(name: "Empty", file: "empty.mt")) == [])
  }

  // MARK: Tables

  @Test func functionsLieWithinTheCode() {
    var module = TestModule.make([load(0), end])
    module.functions[0].length = 3
    #expect(Verifier.problems(in: module).map(\.kind) == [.functionOutsideCode])
    module.functions[0].length = .max
    #expect(Verifier.problems(in: module).map(\.kind) == [.functionOutsideCode])
    module.functions[0].length = 0
    #expect(Verifier.problems(in: module).map(\.kind) == [.functionOutsideCode])
    module.functions[0].length = 2
    module.functions[0].entry = -1
    #expect(Verifier.problems(in: module).map(\.kind) == [.functionOutsideCode])
  }

  @Test func functionsDoNotOverlap() {
    var module = TestModule.make([load(0), end], others: [(0, 0, [load(0), end])])
    module.functions[1].entry = 1
    #expect(Verifier.problems(in: module).map(\.kind) == [.functionsOverlap(with: "main/0")])
  }

  @Test func exportsHaveDifferentNames() {
    var module = TestModule.make([load(0), end], others: [(0, 0, [load(0), end])])
    module.functions[1].name = "main"
    module.functions[1].isExported = true
    #expect(Verifier.problems(in: module).map(\.kind) == [.duplicateFunction])
  }

  @Test func aritiesAreInRange() {
    var module = TestModule.make([load(0), end])
    module.functions[0].arity = 256
    #expect(Verifier.problems(in: module).map(\.kind) == [.wrongArity(256)])
    module.functions[0].arity = 1
    module.functions[0].captured = 2
    #expect(Verifier.problems(in: module).map(\.kind) == [.wrongCaptured(2)])
  }

  @Test(arguments: [
    Constant.bigInteger(negative: false, magnitude: [1, 0]),
    .bigInteger(negative: false, magnitude: []),
    .bigInteger(negative: true, magnitude: [1 << 63]),
    .float(Double.nan.bitPattern),
    .tuple([.list([.float(Double.infinity.bitPattern)], tail: nil)]),
    .list([], tail: .integer(1)),
    .map([.integer(1)], []),
    .map([.integer(1), .integer(1)], [.integer(2), .integer(3)]),
    .externalFunction(FunctionName("A", "f", 256)),
  ])
  func literalsCanBeMade(_ literal: Constant) {
    guard case .invalidLiteral(0, _) = TestModule.problem([load(0), end], literals: [literal])
    else {
      Issue.record("\(literal) is accepted")
      return
    }
  }

  @Test func linesAreInOrder() {
    var module = TestModule.make([load(0), end])
    module.lines = [LineEntry(offset: 1, line: 1), LineEntry(offset: 0, line: 2)]
    #expect(Verifier.problems(in: module).map(\.kind) == [.linesOutOfOrder(entry: 1)])
  }

  // MARK: Shape

  @Test func opcodesAreKnown() { #expect(TestModule.problem([0xFE]) == .unknownOpcode(0xFE)) }

  @Test func instructionsAreWhole() {
    #expect(TestModule.problem([word(.loadLiteral)]) == .incompleteInstruction(.loadLiteral))
  }

  @Test func frameWordsEndCallsOnly() {
    #expect(TestModule.problem([word(.frame)]) == .loneFrameWord)
  }

  @Test func functionsEndInABlockEnd() {
    #expect(TestModule.problem([load(0)]) == .missingBlockEnd)
  }

  @Test func unusedLiveBytesAreZero() {
    #expect(
      TestModule.problem([word(.move, live: 1), end], arity: 1) == .liveByteUsed(.move)
    )
  }

  @Test func targetsAreInstructionsOfTheFunction() {
    let literal = [Constant.integer(5)]
    for target in [-1, 2, 5] {
      let code = [word(.ifAtom, c: target), word(.loadLiteral), 0, end]
      #expect(TestModule.problem(code, arity: 1, literals: literal) == .badTarget(target))
    }
    #expect(
      TestModule.problem(
        [word(.ifAtom, c: 3), word(.loadLiteral), 0, end],
        arity: 1,
        literals: literal
      )
        == nil
    )
    let far = [Instruction(.jump, long: .max).word]
    #expect(TestModule.problem(far) == .badTarget(-1))
    #expect(TestModule.problem([Instruction(.jump, long: 1_000_000).word]) == .badTarget(1_000_000))
  }

  @Test func targetsOfTablesAndGuardsAreChecked() {
    let choose = [word(.switchArity, b: 1, c: 2), 9, end]
    #expect(TestModule.problem(choose, arity: 1) == .badTarget(9))
    let zeroMeansElse = [word(.switchArity, b: 1, c: 2), 0, end]
    #expect(TestModule.problem(zeroMeansElse, arity: 1) == nil)
    let literals = [word(.switchLiteral, b: 1, c: 3), 0, UInt64.max, end]
    #expect(TestModule.problem(literals, arity: 1, literals: [.atom("a")]) == .badTarget(-1))
    let guarded = [word(.guardArithmetic, live: 1), UInt64(Opcode.add.rawValue) | 7 << 16, end]
    #expect(TestModule.problem(guarded, arity: 1) == .badTarget(7))
  }

  @Test func handlersAreInstructions() {
    let code = [word(.loadLiteral), 0, end]
    let literals = [Constant.atom("a")]
    #expect(TestModule.problem(code, handlers: [1], literals: literals) == .badHandlerEntry(1))
    #expect(TestModule.problem(code, handlers: [-4], literals: literals) == .badHandlerEntry(-4))
    #expect(TestModule.problem(code, handlers: [3], literals: literals) == .badHandlerEntry(3))
    #expect(TestModule.problem(code, handlers: [2], literals: literals) == nil)
  }

  @Test func loopsPassACallOrAReceive() {
    #expect(TestModule.problem([Instruction(.jump, long: 0).word]) == .endlessLoop)
    let back = [load(0), word(.ifAtom, c: 1), Instruction(.jump, long: -1).word]
    #expect(TestModule.problem(back) == .endlessLoop)
    let skip = [
      word(.receiveStart), word(.receiveNext, c: 2), Instruction(.receiveSkip, long: -1).word,
      Instruction(.receiveWait, long: -2).word,
    ]
    #expect(TestModule.problem(skip) == nil)
  }

  /// Control may go back to an earlier word, as long as it does not come round.
  @Test func goingBackOnceIsAccepted() {
    let code = [
      Instruction(.jump, long: 3).word, load(0), end, Instruction(.jump, long: -2).word,
    ]
    #expect(TestModule.problem(code) == nil)
  }

  // MARK: Operands

  @Test func registersAreInRange() {
    #expect(TestModule.problem([word(.move, a: 255), end], arity: 1) == .registerOutOfRange(255))
    #expect(TestModule.problem([word(.move, b: 300), end], arity: 1) == .registerOutOfRange(300))
    #expect(
      TestModule.problem([word(.matchCons, live: 255, c: 1), end], arity: 1)
        == .registerOutOfRange(255)
    )
    #expect(
      TestModule.problem([word(.matchTuple, live: 3, b: 253, c: 1), end], arity: 1)
        == .registerOutOfRange(255)
    )
    #expect(
      TestModule.problem([word(.tuple, b: 2), Assembler.pack([0, 256])[0], end], arity: 1)
        == .registerOutOfRange(256)
    )
    #expect(TestModule.problem([word(.move, a: 254), end], arity: 1) == nil)
  }

  @Test func floatRegistersAreInRange() {
    #expect(
      TestModule.problem([word(.floatConstant, a: 64), 0, load(0), end])
        == .floatRegisterOutOfRange(64)
    )
    #expect(
      TestModule.problem([word(.floatMultiplyAdd, live: 64), end], arity: 1)
        == .floatRegisterOutOfRange(64)
    )
    #expect(
      TestModule.problem([word(.floatLoad, a: 63, b: 2, c: 2), 0, end], arity: 1)
        == .floatRegisterOutOfRange(64)
    )
  }

  @Test func indicesAreInRange() {
    #expect(TestModule.problem([word(.loadLiteral), 0, end]) == .indexOutOfRange(.literal, 0))
    #expect(TestModule.problem([word(.loadLiteral), .max, end]) == .indexOutOfRange(.literal, -1))
    #expect(
      TestModule.problem([word(.tailCallRemote), 1]) == .indexOutOfRange(.importIndex, 1)
    )
    #expect(TestModule.problem([word(.closure), 9, end]) == .indexOutOfRange(.function, 9))
    #expect(
      TestModule.problem([
        word(.allocate, a: 1), word(.enterTry), load(0), word(.returnValue, a: 1),
      ])
        == .indexOutOfRange(.handler, 0)
    )
  }

  @Test(arguments: [Constant.integer(1 << 61), .float(0), .tuple([]), .binary([])])
  func onlyImmediatesAreCompared(_ literal: Constant) {
    for opcode in [Opcode.ifIs, .ifIsNot] {
      #expect(
        TestModule.problem([word(opcode, c: 2), 0, end], arity: 1, literals: [literal])
          == .literalNotImmediate(0)
      )
    }
    #expect(
      TestModule.problem(
        [word(.switchLiteral, b: 1, c: 3), 0, 3, end],
        arity: 1,
        literals: [literal]
      )
        == .literalNotImmediate(0)
    )
  }

  @Test(arguments: [Constant.integer((1 << 61) - 1), .integer(-(1 << 61)), .atom("a"), .emptyList])
  func immediatesAreAccepted(_ literal: Constant) {
    #expect(
      TestModule.problem([word(.ifIs, c: 2), 0, end], arity: 1, literals: [literal]) == nil
    )
  }

  @Test func literalsHaveTheKindThatIsNeeded() {
    #expect(
      TestModule.problem([word(.tailCallDynamic), 0], arity: 1, literals: [.integer(1)])
        == .literalNotAtom(0)
    )
    #expect(
      TestModule.problem(
        [word(.matchLiteral, a: 1, c: 2), 0, end],
        arity: 2,
        literals: [.atom("a")]
      )
        == .literalNotBinary(0)
    )
  }

  @Test func callsGiveWhatIsTaken() {
    let other = [(arity: 2, captured: 0, words: [end])]
    let call = Instruction(.tailCall, live: 1, long: 1).word
    #expect(
      TestModule.problem([call], arity: 1, others: other) == .argumentCount(expected: 2, found: 1)
    )
    #expect(TestModule.problem([Instruction(.tailCall, long: 2).word]) == .badCallTarget(2))
    let imports = [FunctionName("A", "f", 1)]
    #expect(
      TestModule.problem([word(.tailCallRemote), 0], imports: imports)
        == .argumentCount(expected: 1, found: 0)
    )
    #expect(
      TestModule.problem([word(.native, live: 2, c: 2), 0, end], arity: 2, imports: imports)
        == .argumentCount(expected: 1, found: 2)
    )
    #expect(
      TestModule.problem([word(.native, live: 1, b: 1, c: 1), 0, end], arity: 2, imports: imports)
        == .registerNotLive(1, live: 1)
    )
    #expect(
      TestModule.problem(
        [word(.guardNative, live: 1, b: 1, c: 2), 0, end],
        arity: 2,
        imports: imports
      )
        == .registerNotLive(1, live: 1)
    )
    #expect(TestModule.problem([word(.tailApply, live: 1)], arity: 1) == .applyArity(1))
  }

  @Test func closuresCaptureWhatIsTaken() {
    let other = [(arity: 2, captured: 1, words: [end])]
    let code = [word(.testHeap, a: 2), word(.closure), 1, end]
    #expect(
      TestModule.problem(code, others: other) == .capturedCount(expected: 1, found: 0)
    )
  }

  @Test func packedWordsAreValid() {
    #expect(TestModule.problem([word(.raiseError, live: 1, a: 4)], arity: 1) == .badErrorKind(4))
    let operation = UInt64(Opcode.move.rawValue) | 2 << 16
    #expect(
      TestModule.problem([word(.guardArithmetic, live: 1), operation, end], arity: 1)
        == .badGuardOperation(Int(operation))
    )
    let fields: [UInt64] = [
      BinaryField(position: 1, size: 8, sizeKind: .immediate, unit: 0).word,
      BinaryField(position: 1, size: 8, sizeKind: .immediate, unit: 1, flags: .init(rawValue: 8))
        .word,
      3 << 56 | 1 << 40, 1 << 40 | 1 << 32,
    ]
    for field in fields {
      #expect(
        TestModule.problem([word(.matchInteger, live: 2, c: 2), field, end], arity: 2)
          == .badBinaryField(field)
      )
    }
    let away = BinaryField(position: 255, size: 8, sizeKind: .immediate, unit: 1).word
    #expect(
      TestModule.problem([word(.skipField, c: 2), away, end], arity: 1) == .registerOutOfRange(255)
    )
    let segments: [UInt64] = [5 << 32 | 1 << 40, 0, 1 << 40 | 3 << 56]
    for segment in segments {
      #expect(
        TestModule.problem([word(.buildBinary, live: 1, b: 1), segment, end], arity: 1)
          == .badBinarySegment(segment)
      )
    }
    #expect(
      TestModule.problem([word(.floatConstant), Double.nan.bitPattern, end], arity: 1)
        == .badFloat(Double.nan.bitPattern)
    )
  }

  // MARK: Frames

  @Test func slotsLieInTheFrame() {
    #expect(
      TestModule.problem([word(.putSlot, a: 0), end], arity: 1)
        == .slotOutsideFrame(slot: 0, frame: nil)
    )
    #expect(
      TestModule.problem([word(.allocate, a: 2), word(.getSlot, b: 2), word(.returnValue, a: 2)])
        == .slotOutsideFrame(slot: 2, frame: 2)
    )
  }

  @Test func returnsAndCallsNameTheFrame() {
    #expect(
      TestModule.problem([word(.returnValue, a: 1)], arity: 1)
        == .wrongFrame(expected: nil, found: 1)
    )
    #expect(
      TestModule.problem([word(.allocate, a: 2), load(0), end])
        == .wrongFrame(expected: 2, found: 0)
    )
    #expect(
      TestModule.problem([word(.allocate, a: 2), Instruction(.tailCall, a: 1, long: -1).word])
        == .wrongFrame(expected: 2, found: 1)
    )
    let imports = [FunctionName("A", "f", 0)]
    let call = [
      word(.allocate, a: 2), word(.callRemote, a: 2), 0, word(.frame, a: 3),
      word(.returnValue, a: 2),
    ]
    #expect(
      TestModule.problem(call, imports: imports) == .badFrameWord(word(.frame, a: 3))
    )
  }

  @Test func framesAreMadeOnceAndBeforeCalls() {
    let twice = [word(.allocate, a: 1), word(.allocate, a: 1), load(0), word(.returnValue, a: 1)]
    #expect(TestModule.problem(twice) == .frameAlreadyThere)
    #expect(TestModule.problem([Instruction(.call, long: 0).word, end]) == .noFrame)
    #expect(
      TestModule.problem([word(.allocate, live: 2, a: 1, b: 2), end], arity: 2)
        == .savesTooMany(count: 2, frame: 1)
    )
    #expect(
      TestModule.problem([word(.allocate, live: 1, a: 2, b: 2), end], arity: 2)
        == .registerNotLive(1, live: 1)
    )
  }

  @Test func pathsAgreeOnTheFrame() {
    let code = [word(.ifAtom, c: 2), word(.allocate, live: 1, a: 1), end]
    #expect(TestModule.problem(code, arity: 1) == .framesDiffer(nil, 1))
  }

  // MARK: Registers

  @Test func registersAreDefinedOnEveryPath() {
    #expect(TestModule.problem([end]) == .undefinedRegister(0))
    #expect(TestModule.problem([word(.move, b: 1), end], arity: 1) == .undefinedRegister(1))
    let onePath = [word(.ifAtom, c: 2), load(1), word(.move, b: 1), end]
    #expect(TestModule.problem(onePath, arity: 1) == .undefinedRegister(1))
    let failed = [
      word(.matchCons, live: 2, b: 1, c: 3), word(.move, b: 2), end, word(.move, b: 1), end,
    ]
    #expect(TestModule.problem(failed, arity: 1) == .undefinedRegister(1))
    #expect(TestModule.problem([word(.swap, b: 1), end], arity: 1) == .undefinedRegister(1))
    #expect(
      TestModule.problem([word(.matchKeyRegister, live: 1, c: 1), end], arity: 1)
        == .undefinedRegister(1)
    )
    #expect(
      TestModule.problem([word(.tailCallClosure, live: 1)], arity: 1) == .undefinedRegister(1)
    )
    let mark = [word(.receiveNext, c: 2), end, word(.move, b: 0), end]
    #expect(TestModule.problem(mark) == .undefinedRegister(0))
  }

  @Test func liveRegistersAreDefined() {
    #expect(TestModule.problem([word(.testHeap, live: 2), end], arity: 1) == .undefinedRegister(1))
    #expect(TestModule.problem([word(.functionClause, live: 1)]) == .undefinedRegister(0))
    #expect(
      TestModule.problem([word(.add, live: 1, c: 1), end], arity: 2) == .registerNotLive(1, live: 1)
    )
    let dropped = [word(.testHeap, live: 1), word(.move, b: 1), end]
    #expect(TestModule.problem(dropped, arity: 2) == .undefinedRegister(1))
  }

  @Test func callsKeepOnlyTheResult() {
    let imports = [FunctionName("A", "f", 1)]
    let code = [
      word(.allocate, live: 2), word(.callRemote, live: 1), 0, word(.frame), word(.move, b: 1), end,
    ]
    #expect(TestModule.problem(code, arity: 2, imports: imports) == .undefinedRegister(1))
  }

  @Test func handlersReceiveClassAndReason() {
    let code = [
      word(.allocate, live: 1, a: 1), word(.enterTry), load(0), load(1), load(2),
      word(.returnValue, a: 1), word(.move, b: 1), word(.move, b: 2), word(.returnValue, a: 1),
    ]
    #expect(TestModule.problem(code, arity: 1, handlers: [6]) == .undefinedRegister(2))
  }

  @Test func floatRegistersEndAtSafepoints() {
    let code = [
      word(.floatConstant), 0, word(.testHeap, live: 0, a: 2), word(.floatBox, b: 1, c: 2), 0, end,
    ]
    #expect(TestModule.problem(code) == .undefinedFloatRegister(0))
    #expect(
      TestModule.problem([word(.floatNegate, b: 1), end], arity: 1) == .undefinedFloatRegister(1)
    )
    #expect(
      TestModule.problem(
        [word(.floatConstant), 0, word(.floatMultiplyAdd, live: 1), end],
        arity: 1
      ) == .undefinedFloatRegister(1)
    )
    #expect(
      TestModule.problem(
        [word(.floatConstant), 0, word(.floatBox, b: 2, c: 2), 0, end],
        arity: 1
      ) == .undefinedFloatRegister(1)
    )
  }

  @Test func boxesOfFloatsAreReserved() {
    let code = [
      word(.testHeap, live: 1, a: 3), word(.floatLoad, a: 0, b: 2, c: 4), 0,
      word(.floatBox, b: 2, c: 2), 1 << 16, end,
    ]
    #expect(
      TestModule.problem(code, arity: 1) == .heapNotReserved(needed: 4, available: 3)
    )
    // A box defines its registers only on the way on.
    let boxed = [
      word(.testHeap, live: 1, a: 2), word(.floatLoad, a: 0, b: 1, c: 4), 0,
      word(.floatBox, b: 1, c: 2), 1, word(.move, b: 1), end,
    ]
    #expect(TestModule.problem(boxed, arity: 1) == .undefinedRegister(1))
  }

  // MARK: Heap

  @Test func whatIsBuiltIsReserved() {
    func need(_ words: Int, _ build: [UInt64], others: Bool = false) {
      let other: [(arity: Int, captured: Int, words: [UInt64])] = [(1, 1, [end])]
      let exact = [word(.testHeap, live: 1, a: words)] + build + [end]
      #expect(TestModule.problem(exact, arity: 1, others: other) == nil)
      let short = [word(.testHeap, live: 1, a: words - 1)] + build + [end]
      #expect(
        TestModule.problem(short, arity: 1, others: other)
          == .heapNotReserved(needed: words, available: words - 1)
      )
    }
    need(2, [word(.cons)])
    need(3, [word(.tuple, b: 2), 0])
    need(4, [word(.list, b: 2), 0])
    need(3, [word(.closure, b: 1), 1, 0])
    #expect(TestModule.problem([word(.tuple), end], arity: 1) == nil)
    let spent = [word(.testHeap, live: 1, a: 3), word(.cons), word(.cons), end]
    #expect(
      TestModule.problem(spent, arity: 1) == .heapNotReserved(needed: 2, available: 1)
    )
    let lost = [
      word(.testHeap, live: 1, a: 2), word(.negate, live: 1), word(.cons), end,
    ]
    #expect(TestModule.problem(lost, arity: 1) == .heapNotReserved(needed: 2, available: 0))
    let onePath = [
      word(.testHeap, live: 1, a: 2), word(.ifAtom, c: 2), word(.cons), word(.cons), end,
    ]
    #expect(TestModule.problem(onePath, arity: 1) == .heapNotReserved(needed: 2, available: 0))
    let frame = [word(.allocate, live: 1, a: 0, c: 2), word(.cons), end]
    #expect(TestModule.problem(frame, arity: 1) == nil)
  }

  // MARK: Report

  @Test func problemsNameTheirPlace() {
    let module = TestModule.make(
      [load(0), word(.move, b: 7), end],
      others: [(1, 1, [word(.move, b: 9), end])]
    )
    #expect(throws: VerificationFailure.self) { try Verifier.verify(module) }
    #expect(
      VerificationFailure(module: "Test", problems: Verifier.problems(in: module)).description
        == """
        the bytecode of Test cannot run safely:
          main/0 at word 1: X7 holds no term on some path
          other0/0 at word 3: X9 holds no term on some path
        """
    )
  }

  /// Code of many blocks is checked in time in proportion to it.
  @Test(.timeLimit(.minutes(1)))
  func longFunctionsAreChecked() {
    var assembler = Assembler(name: "Long", file: "long.mt")
    assembler.beginFunction(line: 1)
    for _ in 0..<20_000 {
      let next = assembler.makeLabel()
      assembler.emit(Instruction(.ifAtom), target: next)
      assembler.emit(Instruction(.move, a: 1))
      assembler.place(next)
    }
    assembler.emit(Instruction(.returnValue))
    assembler.endFunction(
      BytecodeFunction(name: "long", arity: 1, isExported: true, entry: 0, length: 0)
    )
    #expect(Verifier.problems(in: assembler.finish()) == [])
  }
}

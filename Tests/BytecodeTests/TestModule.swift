import MartletBytecode

/// Modules of hand-assembled code.
enum TestModule {
  /// A module with one exported function `main`, and after it those in `others`.
  static func make(
    _ words: [UInt64],
    arity: Int = 0,
    handlers: [Int] = [],
    literals: [Constant] = [],
    imports: [FunctionName] = [],
    others: [(arity: Int, captured: Int, words: [UInt64])] = []
  ) -> BytecodeModule {
    var module = BytecodeModule(
      name: "Test",
      file: "test.mt",
      code: words,
      functions: [
        BytecodeFunction(
          name: "main",
          arity: arity,
          isExported: true,
          entry: 0,
          length: words.count,
          handlers: handlers
        )
      ],
      literals: literals,
      imports: imports
    )
    for (index, other) in others.enumerated() {
      module.functions.append(
        BytecodeFunction(
          name: "other\(index)",
          arity: other.arity,
          captured: other.captured,
          isExported: false,
          entry: module.code.count,
          length: other.words.count
        )
      )
      module.code += other.words
    }
    return module
  }

  /// What the verifier says first about such a module.
  static func problem(
    _ words: [UInt64],
    arity: Int = 0,
    handlers: [Int] = [],
    literals: [Constant] = [],
    imports: [FunctionName] = [],
    others: [(arity: Int, captured: Int, words: [UInt64])] = []
  ) -> VerificationProblem.Kind? {
    Verifier.problems(
      in: make(
        words,
        arity: arity,
        handlers: handlers,
        literals: literals,
        imports: imports,
        others: others
      )
    ).first?.kind
  }

  /// A sound module in which most instructions occur.
  static func rich() -> BytecodeModule {
    var assembler = Assembler(name: "Rich", file: "rich.mt")
    addArithmetic(&assembler)
    addData(&assembler)
    addBinaries(&assembler)
    addProcesses(&assembler)
    addFloats(&assembler)
    assembler.beginFunction(line: 60)
    assembler.emit(word(.native, live: 2, a: 0, b: 0, c: 2), UInt64(assembler.importIndex(natives)))
    assembler.emit(word(.returnValue))
    assembler.endFunction(function("closure_body", arity: 2, captured: 1, isExported: false))
    return assembler.finish()
  }

  private static let natives = FunctionName("List", "member?", 2)

  private static func word(
    _ opcode: Opcode,
    live: Int = 0,
    a: Int = 0,
    b: Int = 0,
    c: Int = 0
  ) -> Instruction {
    Instruction(opcode, live: live, a: a, b: b, c: c)
  }

  private static func function(
    _ name: String,
    arity: Int,
    captured: Int = 0,
    isExported: Bool = true
  ) -> BytecodeFunction {
    BytecodeFunction(
      name: name,
      arity: arity,
      captured: captured,
      isExported: isExported,
      entry: 0,
      length: 0
    )
  }

  /// Function 0: `arithmetic/2`.
  private static func addArithmetic(_ assembler: inout Assembler) {
    assembler.beginFunction(line: 1)
    let otherwise = assembler.makeLabel()
    let small = assembler.makeLabel()
    let failed = assembler.makeLabel()
    assembler.emit(word(.ifLess, live: 2, a: 0, b: 1), target: otherwise)
    assembler.emit(word(.allocate, live: 2, a: 3, b: 2, c: 0))
    let handler = assembler.addHandler(failed)
    assembler.emit(word(.enterTry, a: 2, b: handler))
    assembler.mark(line: 2)
    assembler.emit(word(.add, live: 2, a: 2, b: 0, c: 1))
    assembler.emit(word(.addImmediate, live: 3, a: 2, b: 2, c: -7))
    assembler.emit(
      word(.guardArithmetic, live: 3, a: 3, b: 0, c: 1),
      words: [UInt64(Opcode.quotient.rawValue)],
      target: small,
      place: .guardWord
    )
    assembler.emit(word(.move, a: 0, b: 3))
    assembler.emit(word(.negate, live: 1, a: 0, b: 0))
    assembler.emitCall(.call, frame: 3, arity: 1, function: 1)
    assembler.emit(word(.leaveTry, a: 2))
    assembler.emit(word(.returnValue, a: 3))
    assembler.place(small)
    assembler.emit(word(.getSlot, a: 0, b: 0))
    assembler.emit(word(.getSlot, a: 1, b: 1))
    assembler.emit(word(.swap, a: 0, b: 1))
    assembler.emit(
      word(.callRemote, live: 2, a: 3),
      UInt64(assembler.importIndex(FunctionName("Other", "f", 2))),
      Instruction(.frame, a: 3).word
    )
    assembler.emit(word(.clearSlot, a: 0))
    assembler.emit(Instruction(.loadInteger, a: 1, long: -40_000))
    assembler.emit(word(.callClosure, live: 1, a: 3))
    assembler.emit(word(.returnValue, a: 3))
    assembler.place(failed)
    assembler.emit(word(.reraise, live: 2, a: 0, b: 1))
    assembler.place(otherwise)
    assembler.mark(line: 9)
    assembler.emit(word(.functionClause, live: 2))
    assembler.endFunction(function("arithmetic", arity: 2))
  }

  /// Function 1: `data/1`.
  private static func addData(_ assembler: inout Assembler) {
    assembler.beginFunction(line: 10)
    let labels = (0..<4).map { _ in assembler.makeLabel() }
    let ok = assembler.literal(.atom("ok"))
    let zero = assembler.literal(.integer(0))
    assembler.emit(word(.ifTuple, a: 0), target: labels[0])
    assembler.emit(
      word(.switchArity, a: 0, b: 3),
      words: [0],
      targets: [
        (.short, labels[3]), (.table(base: 1, index: 1), labels[1]),
        (.table(base: 1, index: 2), labels[2]),
      ]
    )
    assembler.place(labels[1])
    assembler.emit(word(.element, a: 1, b: 0, c: 0))
    assembler.emit(
      word(.switchLiteral, a: 1, b: 2),
      words: [UInt64(ok), 0, UInt64(zero), 0],
      targets: [(.short, labels[3]), (.word(2), labels[3]), (.word(4), labels[3])]
    )
    assembler.place(labels[2])
    assembler.emit(word(.matchTuple, live: 2, a: 0, b: 1), target: labels[3])
    assembler.emit(word(.testHeap, live: 3, a: 11))
    assembler.emit(word(.cons, a: 3, b: 1, c: 2))
    assembler.emit(word(.tuple, a: 4, b: 2), Assembler.pack([1, 3])[0])
    assembler.emit(word(.list, a: 5, b: 1, c: 3), Assembler.pack([4])[0])
    assembler.emit(word(.closure, a: 6, b: 1), 5, Assembler.pack([5])[0])
    assembler.emit(
      word(.makeMap, live: 7, a: 0, b: 2),
      words: Assembler.pack([1, 2, 3, 4])
    )
    assembler.emit(word(.updateMap, live: 7, a: 0, b: 0, c: 1), words: Assembler.pack([1, 6]))
    assembler.emit(word(.getKey, live: 7, a: 1, b: 0), UInt64(ok))
    assembler.emit(word(.buildString, live: 3, a: 0, b: 2), words: Assembler.pack([0, 1]))
    assembler.emit(word(.concatenate, live: 2, a: 0, b: 0, c: 1))
    assembler.emit(word(.returnValue))
    assembler.place(labels[0])
    assembler.emit(word(.matchCons, live: 2, a: 0, b: 1), target: labels[3])
    assembler.emit(word(.ifIs, a: 1), words: [UInt64(ok)], target: labels[3])
    assembler.emit(word(.matchKey, a: 0, b: 2), words: [UInt64(zero)], target: labels[3])
    assembler.emit(word(.loadLiteral, a: 0), UInt64(ok))
    assembler.emit(word(.tailCallDynamic, live: 2), UInt64(ok))
    assembler.place(labels[3])
    assembler.emit(word(.raiseError, live: 1, a: Int(ErrorKind.badMatch.rawValue), b: 0))
    assembler.endFunction(function("data", arity: 1))
  }

  /// Function 2: `binaries/1`.
  private static func addBinaries(_ assembler: inout Assembler) {
    assembler.beginFunction(line: 30)
    let no = assembler.makeLabel()
    let text = assembler.literal(.binary(Array("GET ".utf8)))
    assembler.emit(word(.ifBinary, a: 0), target: no)
    assembler.emit(Instruction(.loadInteger, a: 1, long: 0))
    assembler.emit(word(.matchLiteral, a: 1, b: 0), words: [UInt64(text)], target: no)
    let sized = BinaryField(position: 1, size: 16, sizeKind: .immediate, unit: 1, flags: .little)
    assembler.emit(word(.matchInteger, live: 2, a: 2, b: 0), words: [sized.word], target: no)
    let named = BinaryField(position: 1, size: 2, sizeKind: .register, unit: 8)
    assembler.emit(word(.matchBytes, live: 3, a: 3, b: 0), words: [named.word], target: no)
    assembler.emit(word(.skipField, a: 0, b: 0), words: [sized.word], target: no)
    assembler.emit(word(.matchEnd, a: 1, b: 0), target: no)
    assembler.emit(
      word(.buildBinary, live: 4, a: 0, b: 2),
      words: [
        BinarySegment(value: 2, type: .int, size: 8, sizeKind: .immediate).word,
        BinarySegment(value: 3, type: .bytes, unit: 8).word,
      ]
    )
    assembler.emit(word(.returnValue))
    assembler.place(no)
    assembler.emit(word(.tailApply, live: 2))
    assembler.endFunction(function("binaries", arity: 2))
  }

  /// Function 3: `processes/1`.
  private static func addProcesses(_ assembler: inout Assembler) {
    assembler.beginFunction(line: 40)
    let next = assembler.makeLabel()
    let none = assembler.makeLabel()
    let skip = assembler.makeLabel()
    assembler.emit(word(.receiveStart))
    assembler.place(next)
    assembler.emit(word(.receiveNext, a: 1), target: none)
    assembler.emit(
      word(.switchInteger, a: 1, b: 2),
      words: [UInt64(bitPattern: -1), 0],
      targets: [(.short, skip), (.table(base: 2, index: 0), skip)]
    )
    assembler.place(skip)
    assembler.emit(word(.ifInteger16, a: 1, b: -1), target: none)
    assembler.emit(word(.receiveTake, live: 2))
    assembler.emit(word(.selfPid, a: 0))
    assembler.emit(word(.send, live: 2, a: 0, b: 1))
    assembler.emitCall(.tailCall, frame: 0, arity: 1, function: 3)
    assembler.place(none)
    assembler.emit(word(.receiveWaitTimeout, live: 1, a: 0), target: next, place: .long)
    assembler.emit(word(.receiveFromMark, a: 0))
    assembler.emit(Instruction(.receiveWait, live: 1), target: next, place: .long)
    assembler.endFunction(function("processes", arity: 1))
  }

  /// Function 4: `floats/2`.
  private static func addFloats(_ assembler: inout Assembler) {
    assembler.beginFunction(line: 50)
    let generic = assembler.makeLabel()
    assembler.emit(word(.testHeap, live: 2, a: 4))
    assembler.emit(
      word(.floatLoad, live: 1, a: 0, b: 2),
      words: Assembler.pack([0, 1]),
      target: generic
    )
    assembler.emit(word(.floatConstant, a: 2), (1.5).bitPattern)
    assembler.emit(word(.floatMultiply, a: 0, b: 0, c: 2))
    assembler.emit(word(.floatMultiplyAdd, live: 0, a: 1, b: 1, c: 2))
    assembler.emit(word(.ifFloatFinite, a: 1), target: generic)
    assembler.emit(word(.ifFloatLess, a: 0, b: 1), target: generic)
    assembler.emit(
      word(.floatBox, a: 0, b: 2),
      words: Assembler.pack([0, 1]),
      target: generic
    )
    assembler.emit(word(.returnValue))
    assembler.place(generic)
    assembler.emit(word(.divide, live: 2, a: 0, b: 0, c: 1))
    assembler.emit(word(.returnValue))
    assembler.endFunction(function("floats", arity: 2))
  }
}

/// A generator of numbers that gives the same ones for the same seed.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

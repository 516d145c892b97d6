/// Why bytecode may not run.
public struct VerificationProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// What a piece of bytecode does wrong.
  public enum Kind: Equatable, Sendable {
    // The module's tables
    case functionOutsideCode
    case functionsOverlap(with: String)
    case duplicateFunction
    case wrongArity(Int)
    case wrongCaptured(Int)
    case invalidLiteral(index: Int, why: String)
    case linesOutOfOrder(entry: Int)
    // Shape
    case unknownOpcode(UInt8)
    case incompleteInstruction(Opcode)
    case loneFrameWord
    case missingBlockEnd
    case liveByteUsed(Opcode)
    // Operands
    case registerOutOfRange(Int)
    case floatRegisterOutOfRange(Int)
    case indexOutOfRange(Operand, Int)
    case literalNotImmediate(Int)
    case literalNotAtom(Int)
    case literalNotBinary(Int)
    case badTarget(Int)
    case badCallTarget(Int)
    case badHandlerEntry(Int)
    case argumentCount(expected: Int, found: Int)
    case capturedCount(expected: Int, found: Int)
    case applyArity(Int)
    case badErrorKind(Int)
    case badGuardOperation(Int)
    case badBinaryField(UInt64)
    case badBinarySegment(UInt64)
    case badFloat(UInt64)
    case badFrameWord(UInt64)
    case endlessLoop
    // Flow
    case undefinedRegister(Int)
    case undefinedFloatRegister(Int)
    case registerNotLive(Int, live: Int)
    case slotOutsideFrame(slot: Int, frame: Int?)
    case wrongFrame(expected: Int?, found: Int)
    case frameAlreadyThere
    case noFrame
    case savesTooMany(count: Int, frame: Int)
    case framesDiffer(Int?, Int?)
    case heapNotReserved(needed: Int, available: Int)
  }

  /// The function, as `name/arity`; empty when the whole module is meant.
  public var function: String
  /// The word in the module's code.
  public var offset: Int
  /// What is wrong.
  public var kind: Kind

  /// Makes a problem.
  public init(function: String, offset: Int, kind: Kind) {
    self.function = function
    self.offset = offset
    self.kind = kind
  }

  /// The problem in words.
  public var description: String {
    function.isEmpty ? kind.description : "\(function) at word \(offset): \(kind)"
  }
}

/// What a verifier found wrong with a module.
public struct VerificationFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The module's name.
  public var module: String
  /// At least one problem, the first of each function.
  public var problems: [VerificationProblem]

  /// Makes a failure.
  public init(module: String, problems: [VerificationProblem]) {
    self.module = module
    self.problems = problems
  }

  /// The problem in words.
  public var description: String {
    let lines = problems.map { "  \($0)" }.joined(separator: "\n")
    return "the bytecode of \(module) cannot run safely:\n\(lines)"
  }
}

extension VerificationProblem.Kind: CustomStringConvertible {
  /// What is wrong, in words.
  public var description: String { moduleDescription ?? operandDescription ?? flowDescription }

  private var moduleDescription: String? {
    switch self {
    case .functionOutsideCode: "the function does not lie within the module's code"
    case .functionsOverlap(let other): "the function overlaps with \(other)"
    case .duplicateFunction: "another function has the same name and number of arguments"
    case .wrongArity(let arity): "a function cannot have \(arity) arguments"
    case .wrongCaptured(let count): "\(count) captured values do not fit the number of arguments"
    case .invalidLiteral(let index, let why): "literal \(index) is invalid: \(why)"
    case .linesOutOfOrder(let entry): "line entry \(entry) is out of order"
    case .unknownOpcode(let byte): "no instruction has the opcode \(byte)"
    case .incompleteInstruction(let opcode): "\(opcode) is cut off by the end of the function"
    case .loneFrameWord: "a frame word stands where an instruction begins"
    case .missingBlockEnd: "control runs past the end of the function"
    case .liveByteUsed(let opcode): "\(opcode) does not use its live byte, which must be 0"
    default: nil
    }
  }

  private var operandDescription: String? {
    switch self {
    case .registerOutOfRange(let register): "there is no register X\(register)"
    case .floatRegisterOutOfRange(let register): "there is no register F\(register)"
    case .indexOutOfRange(let operand, let index): "there is no \(operand) \(index)"
    case .literalNotImmediate(let index):
      "literal \(index) is neither an atom nor a small integer nor the empty list"
    case .literalNotAtom(let index): "literal \(index) is not an atom"
    case .literalNotBinary(let index): "literal \(index) is not a binary"
    case .badTarget(let target): "word \(target) is not an instruction of the function"
    case .badCallTarget(let target): "word \(target) is not the entry of a function"
    case .badHandlerEntry(let entry): "the handler at word \(entry) is not an instruction"
    case .argumentCount(let expected, let found):
      "\(found) arguments are given where \(expected) are taken"
    case .capturedCount(let expected, let found):
      "\(found) values are captured where \(expected) are taken"
    case .applyArity(let arity): "apply takes 2 or 3 arguments, not \(arity)"
    case .badErrorKind(let kind): "there is no kind of error \(kind)"
    case .badGuardOperation(let word):
      "\(hex(UInt64(bitPattern: Int64(word)))) is no operation of a guard"
    case .badBinaryField(let word): "\(hex(word)) is no binary field"
    case .badBinarySegment(let word): "\(hex(word)) is no binary segment"
    case .badFloat(let bits): "\(hex(bits)) is not a finite float"
    case .badFrameWord(let word): "\(hex(word)) is not the frame word of the call"
    case .endlessLoop: "control can come back without passing a call or a receive"
    default: nil
    }
  }

  private var flowDescription: String {
    switch self {
    case .undefinedRegister(let register): "X\(register) holds no term on some path"
    case .undefinedFloatRegister(let register): "F\(register) holds no number on some path"
    case .registerNotLive(let register, let live):
      "X\(register) is read, but only the registers below \(live) are live"
    case .slotOutsideFrame(let slot, let frame):
      frame.map { "Y\(slot) is outside the frame of \($0) slots" } ?? "Y\(slot) needs a frame"
    case .wrongFrame(let expected, let found):
      "a frame of \(found) slots is named where there is \(frameText(expected))"
    case .frameAlreadyThere: "there is a frame already"
    case .noFrame: "a call that returns needs a frame"
    case .savesTooMany(let count, let frame):
      "\(count) registers are saved in a frame of \(frame) slots"
    case .framesDiffer(let one, let other):
      "paths meet with \(frameText(one)) and with \(frameText(other))"
    case .heapNotReserved(let needed, let available):
      "\(needed) words of heap are needed where \(available) are reserved"
    default: ""
    }
  }

  private func frameText(_ frame: Int?) -> String {
    frame.map { "a frame of \($0) slots" } ?? "no frame"
  }

  private func hex(_ word: UInt64) -> String { "0x" + String(word, radix: 16) }
}

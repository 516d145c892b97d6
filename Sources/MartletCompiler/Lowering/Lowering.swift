import MartletBytecode
import MartletSyntax

/// A value that an instruction can use: a register, or a constant that is loaded where needed.
enum CodeOperand {
  case register(Register)
  case constant(Constant)

  /// The operand as the source of a move.
  var source: MoveSource {
    switch self {
    case .register(let register): .register(register)
    case .constant(let constant): .constant(constant)
    }
  }
}

/// What becomes of an expression's value.
enum Destination {
  /// The function returns it.
  case tail
  /// Nothing.
  case effect
  /// It goes to a register.
  case register(Register)
}

/// Turns a core function into code over as many registers as it likes.
struct Lowering {
  let function: CoreFunction
  let functionIndex: Int
  var code: Code
  /// Literals and imports of the module.
  var assembler: Assembler
  var diagnostics: [Diagnostic] = []
  /// The block that instructions are appended to.
  var current: Int32 = 0
  /// The block that handles exceptions here, or -1.
  var handler: Int32 = -1
  /// Within a guard, the block that errors go to; otherwise -1.
  var guardFailure: Int32 = -1
  var line = 0
  /// Where the variables are, once they are bound.
  var variables: [CodeOperand?]

  /// Makes the lowering of the function with this index in its module.
  init(_ function: CoreFunction, index: Int, assembler: Assembler) {
    functionIndex = index
    self.function = function
    self.assembler = assembler
    code = Code(arity: function.parameters.count)
    code.isScript = function.name == Resolver.scriptFunction
    variables = Array(repeating: nil, count: function.variables.count)
    line = function.line
  }

  /// Lowers the whole function.
  mutating func lower() {
    current = code.makeBlock(handler: -1)
    code.layout.append(current)
    let parameters = function.parameters.map { _ in code.makeRegister() }
    moveAll(
      parameters.enumerated().map { index, register in
        Move(destination: register, source: .register(Register(index)))
      }
    )
    for (variable, register) in zip(function.parameters, parameters) {
      variables[variable] = .register(register)
    }
    let failure = makeBlock()
    let subjects = Array(parameters.prefix(function.arity))
    let isUsed = choose(function.clauses, subjects: subjects, failure: failure, .tail)
    guard isUsed else { return }
    start(failure)
    line = function.line
    moveAll(
      subjects.enumerated().map { index, register in
        Move(destination: Register(index), source: .register(register))
      }
    )
    var instruction = CodeInstruction(.functionClause)
    instruction.d = Int32(function.arity)
    append(instruction)
  }

  // MARK: Blocks and instructions

  /// Makes a block under the handler that there is.
  mutating func makeBlock() -> Int32 { code.makeBlock(handler: handler) }

  /// Goes on in a block, which is laid out here; what came before runs into it.
  mutating func start(_ block: Int32) {
    jump(to: block)
    current = block
    code.layout.append(block)
  }

  /// Goes to a block, unless control never comes here.
  mutating func jump(to block: Int32) {
    if !code.blocks[Int(current)].isEnded { append(CodeInstruction(.jump, target: block)) }
  }

  /// Appends an instruction to the block in progress.
  mutating func append(_ instruction: CodeInstruction) {
    if code.blocks[Int(current)].isEnded {
      // Nothing leads here; the block is never laid out, since no jump names it.
      current = makeBlock()
    }
    var instruction = instruction
    instruction.line = Int32(truncatingIfNeeded: line)
    code.blocks[Int(current)].instructions.append(instruction)
  }

  /// Appends moves that happen at once.
  mutating func moveAll(_ moves: [Move]) {
    if !moves.isEmpty { append(CodeInstruction(moves: moves)) }
  }

  /// Moves an operand to a register.
  mutating func move(_ operand: CodeOperand, to register: Register) {
    if case .register(register) = operand { return }
    append(CodeInstruction(moves: [Move(destination: register, source: operand.source)]))
  }

  /// Puts an operand in a register.
  mutating func register(_ operand: CodeOperand) -> Register {
    switch operand {
    case .register(let register): return register
    case .constant:
      let register = code.makeRegister()
      move(operand, to: register)
      return register
    }
  }

  /// Evaluates to a register.
  mutating func register(_ core: Core) -> Register { register(value(core)) }

  /// Sends a finished value to its destination.
  mutating func finish(_ operand: CodeOperand, _ destination: Destination) {
    switch destination {
    case .tail:
      moveAll([Move(destination: 0, source: operand.source)])
      append(CodeInstruction(.returnValue))
    case .effect: break
    case .register(let register): move(operand, to: register)
    }
  }

  /// Lets `body` write a result to a register and sends it to its destination.
  mutating func withResult(
    _ destination: Destination,
    _ body: (inout Lowering, Register) -> Void
  ) {
    if case .register(let register) = destination {
      body(&self, register)
    } else {
      let register = code.makeRegister()
      body(&self, register)
      finish(.register(register), destination)
    }
  }

  /// Evaluates an expression; its value stays where it is if it is somewhere already.
  mutating func value(_ core: Core) -> CodeOperand {
    switch core.kind {
    case .constant(let constant): return .constant(constant)
    case .variable(let variable): return variables[variable] ?? .constant(.atom("nil"))
    case .sequence(let items) where items.isEmpty: return .constant(.atom("nil"))
    case .sequence(let items) where items.count == 1: return value(items[0])
    case .bind(let pattern, let bound, let span):
      line = core.line
      return bind(pattern, bound, span)
    default:
      let register = code.makeRegister()
      lower(core, .register(register))
      return .register(register)
    }
  }

  /// Evaluates operands from left to right.
  mutating func values(_ cores: [Core]) -> [CodeOperand] {
    var result: [CodeOperand] = []
    for core in cores { result.append(value(core)) }
    return result
  }

  /// Evaluates operands from left to right, into registers.
  mutating func registers(_ cores: [Core]) -> [Register] {
    let operands = values(cores)
    return operands.map { register($0) }
  }

  /// Reports a limit of the machine that the function exceeds.
  mutating func reportLimit(_ message: String, note: String) {
    diagnostics.append(
      Diagnostic(
        code: "too-large",
        message: message,
        at: function.span,
        label: "in this function",
        notes: [note]
      )
    )
  }
}

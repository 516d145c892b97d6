import MartletBytecode
import MartletSyntax

extension Lowering {
  /// Tries clauses on the subjects in these registers and runs the body of the first that matches.
  ///
  /// Returns whether a value may match none, in which case control goes to `failure`. Bodies that
  /// go on do so at `end`.
  mutating func choose(
    _ clauses: [CoreClause],
    subjects: [Register],
    failure: Int32,
    _ destination: Destination,
    end: Int32 = -1,
    isReceive: Bool = false
  ) -> Bool {
    choose(clauses, subjects: subjects, failure: failure) { lowering, index in
      if isReceive { lowering.append(CodeInstruction(.receiveTake)) }
      lowering.lower(clauses[index].body, destination)
      if end >= 0 { lowering.jump(to: end) }
    }
  }

  /// Tries clauses on the subjects in these registers and lets `body` write what follows for the
  /// first that matches.
  mutating func choose(
    _ clauses: [CoreClause],
    subjects: [Register],
    failure: Int32,
    body: @escaping (inout Lowering, Int) -> Void
  ) -> Bool {
    var compiler = PatternCompiler(clauses, failure: failure, body: body)
    compiler.compile(subjects: subjects, &self)
    for (clause, isReached) in zip(clauses, compiler.isReached) where !isReached {
      guard let span = clause.span else { continue }
      diagnostics.append(
        Diagnostic(
          code: "unreachable-clause",
          severity: .warning,
          message: "this clause can never be reached",
          at: span,
          label: "earlier clauses match everything that this one would",
          notes: ["Clauses are tried from top to bottom; put the special case before the general."]
        )
      )
    }
    return compiler.usesFailure
  }

  /// Matches the fields of a binary pattern in turn, from its first bit on.
  mutating func matchFields(_ fields: [CoreField], of binary: Register, otherwise failure: Int32) {
    let position = code.makeRegister()
    move(.constant(.integer(0)), to: position)
    // Whether the position is known to be at the start of a byte.
    var isAligned = true
    var takesRest = false
    for field in fields {
      switch field.value {
      case .bytes(let bytes):
        var instruction = CodeInstruction(.matchLiteral, a: position, b: binary, target: failure)
        instruction.payload = literal(.binary(bytes))
        append(instruction)
      case .prefix(let variable):
        matchPrefix(variable, of: binary, position, otherwise: failure)
      case .pattern(let pattern):
        takesRest = match(
          field,
          pattern,
          of: binary,
          position,
          isAligned: isAligned,
          otherwise: failure
        )
        isAligned = isAligned && field.keepsAlignment
      }
    }
    if !takesRest {
      append(CodeInstruction(.matchEnd, a: position, b: binary, target: failure))
    }
  }

  private mutating func matchPrefix(
    _ variable: Int,
    of binary: Register,
    _ position: Register,
    otherwise failure: Int32
  ) {
    let prefix = register(variables[variable] ?? .constant(.binary([])))
    let size = code.makeRegister()
    native(
      FunctionName(CompilerEnvironment.kernel, "byte_size", 1),
      [.register(prefix)],
      size
    )
    let found = code.makeRegister()
    var instruction = CodeInstruction(.matchBytes, a: found, b: binary, target: failure)
    instruction.d = position
    instruction.list = [size]
    instruction.payload =
      BinaryField(position: 0, size: 0, sizeKind: .register, unit: 8).word
    append(instruction)
    append(CodeInstruction(.ifExactlyEqual, a: found, b: prefix, target: failure))
  }

  /// Matches one field and returns whether it takes all that is left.
  private mutating func match(
    _ field: CoreField,
    _ pattern: CorePattern,
    of binary: Register,
    _ position: Register,
    isAligned: Bool,
    otherwise failure: Int32
  ) -> Bool {
    var packed = BinaryField(
      position: 0,
      size: 0,
      sizeKind: .rest,
      unit: field.type == .bytes ? 8 : 1,
      flags: field.flags
    )
    var size: [Register] = []
    switch field.size {
    case .rest: break
    case .immediate(let number):
      if let number = UInt16(exactly: number) {
        packed.sizeKind = .immediate
        packed.size = number
      } else {
        packed.sizeKind = .register
        size = [register(.constant(.integer(number)))]
      }
    case .expression(let core):
      packed.sizeKind = .register
      size = [register(core)]
    }
    let takesRest = packed.sizeKind == .rest && (field.type == .bytes || field.type == .bits)
    var isIgnored = false
    switch pattern {
    case .any: isIgnored = true
    case .bind(let variable): isIgnored = !function.variables[variable].isUsed
    default: break
    }
    if isIgnored, takesRest, isAligned { return true }
    var opcode: Opcode =
      switch field.type {
      case .int: .matchInteger
      case .float: .matchFloat
      case .utf8: .matchUtf8
      case .bytes, .bits: .matchBytes
      }
    var result: Register = 0
    // Only reading tells whether `bits` are whole bytes.
    let canSkip = field.type == .int || field.type == .bytes || field.keepsAlignment
    if isIgnored, canSkip, field.type != .float, field.type != .utf8 {
      opcode = .skipField
    } else if case .bind(let variable) = pattern, !isIgnored {
      if case .register(let register)? = variables[variable] {
        result = register
      } else {
        result = code.makeRegister()
        variables[variable] = .register(result)
      }
    } else {
      result = code.makeRegister()
    }
    var instruction = CodeInstruction(opcode, a: result, b: binary, target: failure)
    instruction.d = position
    instruction.list = size
    instruction.payload = packed.word
    append(instruction)
    switch pattern {
    case .constant(let constant): test(result, is: constant, otherwise: failure)
    case .equal(let variable):
      let other = register(variables[variable] ?? .constant(.atom("nil")))
      append(CodeInstruction(.ifExactlyEqual, a: result, b: other, target: failure))
    default: break
    }
    return takesRest
  }
}

extension CoreField {
  /// Whether a field that begins at a byte also ends at one.
  fileprivate var keepsAlignment: Bool {
    switch type {
    case .bytes, .utf8: true
    case .int, .float, .bits:
      if case .immediate(let number) = size { number % 8 == 0 } else { false }
    }
  }
}

import MartletBytecode
import MartletSyntax

extension Resolver {
  /// Resolves an expression.
  ///
  /// - Parameter isEffect: whether nobody wants the value.
  mutating func expression(_ expression: Expression, isEffect: Bool = false) -> Core {
    let line = line(expression.span)
    if isGuard, let problem = expression.problemInGuard {
      report(
        "not-a-guard",
        "\(problem) cannot stand in a guard",
        expression.span,
        notes: ["Guards compare, compute and ask for types; do the rest in the body."]
      )
      // Once is enough, but the names in it are used.
      isGuard = false
      defer { isGuard = true }
      _ = self.expression(expression)
      return Core(.constant(.atom("nil")), line)
    }
    switch expression.kind {
    case .integer(let literal):
      return Core(.constant(integer(literal, expression.span)), line)
    case .float(let value): return Core(.constant(.float(value.bitPattern)), line)
    case .atom(let name): return Core(.constant(.atom(name)), line)
    case .module(let name): return Core(.constant(.atom(name.text)), line)
    case .string(let text): return Core(.constant(.binary(Array(text.utf8))), line)
    case .interpolation(let parts): return interpolation(parts, line)
    case .variable(let name): return variable(name, expression.span)
    case .tuple(let elements):
      let parts = elements.map { self.expression($0) }
      if parts.count > Resolver.arityLimit, parts.contains(where: { $0.constant == nil }) {
        report(
          "too-large",
          "a tuple that is computed has at most \(Resolver.arityLimit) elements",
          expression.span,
          notes: ["Use a list or a map."]
        )
      }
      return tuple(parts, line)
    case .list(let elements, let tail):
      let parts = elements.map { self.expression($0) }
      return list(parts, tail.map { self.expression($0) }, line)
    case .map(let entries): return map(entries, line)
    case .mapUpdate(let map, let entries):
      let map = self.expression(map)
      let pairs = pairs(entries)
      if pairs.count > Resolver.arityLimit / 2 {
        report(
          "too-large",
          "a map update has at most \(Resolver.arityLimit / 2) pairs",
          expression.span
        )
      }
      return Core(.updateMap(map, pairs), line)
    case .binary(let segments): return binary(segments, expression.span)
    case .field(let map, let name):
      return Core(.field(self.expression(map), name.text), self.line(name.span))
    case .index(let map, let key):
      return Core(.index(self.expression(map), self.expression(key)), line)
    case .localCall, .remoteCall, .dynamicCall, .valueCall, .localCapture, .remoteCapture:
      return call(expression)
    case .closure(let closure): return self.closure(closure, line)
    case .prefix(let prefix, let operand): return self.prefix(prefix, operand, line)
    case .infix(let infix, let span, let left, let right):
      return self.infix(infix, left, right, self.line(span))
    case .conditional, .match, .receive, .attempt, .comprehension:
      return form(expression, isEffect: isEffect)
    case .error: return Core(.constant(.atom("nil")), line)
    }
  }

  /// Resolves a guard, in which only some things are allowed.
  mutating func guardExpression(_ expression: Expression) -> Core {
    let outer = isGuard
    isGuard = true
    defer { isGuard = outer }
    return self.expression(expression)
  }

  // MARK: Names

  private mutating func variable(_ name: String, _ span: SourceSpan) -> Core {
    let line = line(span)
    if let variable = context.lookUp(name) { return Core(.variable(variable), line) }
    if let constant = constant(name) { return Core(.constant(constant), line) }
    undefinedVariable(name, span, notes: [])
    return Core(.constant(.atom("nil")), line)
  }

  /// Reports a name that is not bound, with what was probably meant.
  mutating func undefinedVariable(_ name: String, _ span: SourceSpan, notes: [String]) {
    var notes = notes
    var fixIts: [Diagnostic.FixIt] = []
    var label = "not bound here"
    let arities = functions.keys.filter { $0.name == name }.map(\.arity).sorted()
    if scriptNames.contains(name), context.function.name != Resolver.scriptFunction {
      let place = environment.outerVariables.contains(name) ? "shell" : "script"
      label = "a variable of the \(place)"
      notes.append(
        "Functions see their arguments and their module's constants, not a \(place)'s variables; "
          + "pass it as an argument."
      )
    } else if let arity = arities.first {
      notes.append(
        "There is a function of that name: call it as `\(name)(…)`, or write `&\(name)/\(arity)` "
          + "for the function itself."
      )
    } else if let near = Suggestions.nearest(
      to: name,
      among: context.visibleNames + Array(constants.keys)
    ) {
      _ = context.lookUp(near)
      label = "did you mean `\(near)`?"
      fixIts.append(Diagnostic.FixIt(span, replacement: near, "write `\(near)`"))
    }
    report(
      "undefined-variable",
      "`\(name)` is not defined",
      span,
      label: label,
      notes: notes,
      fixIts: fixIts
    )
  }

  // MARK: Data

  private mutating func interpolation(_ parts: [StringPart], _ line: Int) -> Core {
    var result: [Core] = []
    for part in parts {
      switch part {
      case .text(let text):
        if !text.isEmpty { result.append(Core(.constant(.binary(Array(text.utf8))), line)) }
      case .expression(let expression): result.append(self.expression(expression))
      }
    }
    if result.isEmpty { return Core(.constant(.binary([])), line) }
    return Core(.string(result), line)
  }

  /// A tuple, a constant when its parts are.
  func tuple(_ parts: [Core], _ line: Int) -> Core {
    let constants = parts.compactMap(\.constant)
    if constants.count == parts.count { return Core(.constant(.tuple(constants)), line) }
    return Core(.tuple(parts), line)
  }

  /// A list, a constant when its parts are.
  func list(_ parts: [Core], _ tail: Core?, _ line: Int) -> Core {
    if parts.isEmpty { return tail ?? Core(.constant(.emptyList), line) }
    let constants = parts.compactMap(\.constant)
    guard constants.count == parts.count else { return Core(.list(parts, tail: tail), line) }
    switch tail?.kind {
    case nil: return Core(.constant(.list(constants, tail: nil)), line)
    case .constant(.list(let more, let end))?:
      return Core(.constant(.list(constants + more, tail: end)), line)
    case .constant(let end)?: return Core(.constant(.list(constants, tail: end)), line)
    default: return Core(.list(parts, tail: tail), line)
    }
  }

  private mutating func pairs(_ entries: [MapEntry]) -> [(key: Core, value: Core)] {
    entries.map { entry in
      let key = expression(entry.key)
      return (key: key, value: expression(entry.value))
    }
  }

  private mutating func map(_ entries: [MapEntry], _ line: Int) -> Core {
    let pairs = pairs(entries)
    let constants = pairs.compactMap { pair -> (key: Constant, value: Constant)? in
      guard let key = pair.key.constant, let value = pair.value.constant else { return nil }
      return (key, value)
    }
    if constants.count == pairs.count { return Core(.constant(.map(of: constants)), line) }
    return Core(.map(pairs), line)
  }

  private mutating func binary(
    _ segments: [MartletSyntax.BinarySegment<Expression>],
    _ span: SourceSpan
  ) -> Core {
    let line = line(span)
    var result: [CoreSegment] = []
    var literal: [UInt8] = []
    for segment in segments {
      let type = SegmentType(segment.type)
      let flags = SegmentFlags(segment)
      let value = expression(segment.value)
      if case .string = segment.value.kind, case .binary(let bytes)? = value.constant,
        segment.size == nil
      {
        literal += bytes
        continue
      }
      let size = buildSize(segment.size, type)
      if type == .int, case .integer(let number)? = value.constant,
        case .immediate(let bits) = size,
        let bytes = bytes(of: number, size: bits, flags)
      {
        literal += bytes
        continue
      }
      flush(&literal, &result, line)
      result.append(CoreSegment(value: value, size: size, type: type, flags: flags))
    }
    if result.isEmpty { return Core(.constant(.binary(literal)), line) }
    flush(&literal, &result, line)
    if result.count > Resolver.arityLimit / 2 {
      report(
        "too-large",
        "a binary has at most \(Resolver.arityLimit / 2) segments that are no literals",
        span,
        notes: ["Build parts of it and join them with `<>`."]
      )
    }
    return Core(.binary(result), line)
  }

  private func flush(_ literal: inout [UInt8], _ segments: inout [CoreSegment], _ line: Int) {
    guard !literal.isEmpty else { return }
    segments.append(
      CoreSegment(
        value: Core(.constant(.binary(literal)), line),
        size: .rest,
        type: .bytes,
        flags: []
      )
    )
    literal = []
  }

  /// The size of a segment that is built; any expression may stand there.
  private mutating func buildSize(_ expression: Expression?, _ type: SegmentType) -> CoreSize {
    guard let expression else { return size(of: nil, type) }
    let core = self.expression(expression)
    guard case .integer(let size)? = core.constant, size >= 0 else { return .expression(core) }
    return .immediate(size)
  }

  // MARK: Operators

  private mutating func prefix(
    _ prefix: PrefixOperator,
    _ operand: Expression,
    _ line: Int
  ) -> Core {
    let operand = expression(operand)
    switch prefix {
    case .not: return Core(.not(operand), line)
    case .bitNot: return Core(.unary(.bitNot, operand), line)
    case .negate:
      switch operand.constant {
      case .integer(let value)? where value != .min:
        return Core(.constant(.integer(-value)), line)
      case .float(let bits)?:
        return Core(.constant(.float(bits ^ 1 << 63)), line)
      default: return Core(.unary(.negate, operand), line)
      }
    }
  }

  private mutating func infix(
    _ infix: InfixOperator,
    _ left: Expression,
    _ right: Expression,
    _ line: Int
  ) -> Core {
    let left = expression(left)
    let right = expression(right)
    let kind: Core.Kind
    switch infix {
    case .send: kind = .send(left, right)
    case .or: kind = .or(left, right)
    case .and: kind = .and(left, right)
    case .equal: kind = .compare(.equal, left, right)
    case .notEqual: kind = .compare(.notEqual, left, right)
    case .identical: kind = .compare(.identical, left, right)
    case .notIdentical: kind = .compare(.notIdentical, left, right)
    case .less: kind = .compare(.less, left, right)
    case .lessOrEqual: kind = .compare(.lessOrEqual, left, right)
    case .greater: kind = .compare(.greater, left, right)
    case .greaterOrEqual: kind = .compare(.greaterOrEqual, left, right)
    case .append, .subtractList, .range:
      kind = .native(
        FunctionName(CompilerEnvironment.kernel, infix.rawValue, 2),
        [left, right]
      )
    case .concatenate: return concatenate(left, right, line)
    case .add: kind = .arithmetic(.add, left, right)
    case .subtract: kind = .arithmetic(.subtract, left, right)
    case .bitOr: kind = .arithmetic(.bitOr, left, right)
    case .bitXor: kind = .arithmetic(.bitXor, left, right)
    case .shiftLeft: kind = .arithmetic(.shiftLeft, left, right)
    case .shiftRight: kind = .arithmetic(.shiftRight, left, right)
    case .multiply: kind = .arithmetic(.multiply, left, right)
    case .divide: kind = .arithmetic(.divide, left, right)
    case .quotient: kind = .arithmetic(.quotient, left, right)
    case .remainder: kind = .arithmetic(.remainder, left, right)
    case .bitAnd: kind = .arithmetic(.bitAnd, left, right)
    }
    return Core(kind, line)
  }

  /// Joins binaries; literals that meet become one.
  private func concatenate(_ left: Core, _ right: Core, _ line: Int) -> Core {
    guard case .binary(let first)? = left.constant else {
      return Core(.concatenate(left, right), line)
    }
    if case .binary(let second)? = right.constant {
      return Core(.constant(.binary(first + second)), line)
    }
    if case .concatenate(let middle, let last) = right.kind,
      case .binary(let second)? = middle.constant
    {
      return Core(.concatenate(Core(.constant(.binary(first + second)), line), last), line)
    }
    return Core(.concatenate(left, right), line)
  }
}

extension Expression {
  /// What the expression is, when it cannot stand in a guard.
  fileprivate var problemInGuard: String? {
    switch kind {
    case .infix(let infix, _, _, _):
      switch infix {
      case .append, .subtractList, .concatenate, .range, .send: "`\(infix.rawValue)`"
      default: nil
      }
    case .field: "`m.key`"
    case .index: "`m[key]`"
    case .mapUpdate: "a map update"
    case .interpolation: "a string with `\\(…)`"
    case .binary(let segments):
      segments.contains { !$0.value.isLiteral || !($0.size?.isLiteral ?? true) }
        ? "a binary that is computed" : nil
    case .closure, .localCapture, .remoteCapture: "a function"
    case .remoteCall, .dynamicCall, .valueCall: "a call of another module's function or a value"
    case .conditional: "`if`"
    case .match: "`match`"
    case .receive: "`receive`"
    case .attempt: "`try`"
    case .comprehension: "`for`"
    default: nil
    }
  }

  private var isLiteral: Bool {
    switch kind {
    case .integer, .float, .string: true
    default: false
    }
  }
}

import MartletBytecode
import MartletSyntax

extension Resolver {
  /// Resolves patterns that together are one, such as parameters, and brings their names in scope.
  mutating func patterns(_ patterns: [MartletSyntax.Pattern]) -> [CorePattern] {
    let outer = context.patternNames
    context.patternNames = [:]
    let result = patterns.map { corePattern($0) }
    let names = context.patternNames ?? [:]
    context.patternNames = outer
    for (name, variable) in names.sorted(by: { $0.value < $1.value }) {
      context.declare(name, variable)
    }
    return result
  }

  /// Resolves one pattern and brings its names in scope.
  mutating func pattern(_ pattern: MartletSyntax.Pattern) -> CorePattern {
    patterns([pattern]).first ?? .any
  }

  private mutating func corePattern(_ pattern: MartletSyntax.Pattern) -> CorePattern {
    switch pattern.kind {
    case .wildcard, .error: return .any
    case .variable(let name): return bind(name, pattern.span)
    case .pin(let name): return pin(name)
    case .integer(let literal): return .constant(integer(literal, pattern.span))
    case .float(let value): return .constant(Constant.float(value.bitPattern).asPattern)
    case .atom(let name): return .constant(.atom(name))
    case .module(let name): return .constant(.atom(name.text))
    case .string(let text): return .constant(.binary(Array(text.utf8)))
    case .tuple(let elements):
      if elements.isEmpty { return .constant(.tuple([])) }
      if elements.count > Resolver.arityLimit {
        report(
          "too-large",
          "a tuple pattern has at most \(Resolver.arityLimit) elements",
          pattern.span
        )
        return .any
      }
      return .tuple(elements.map { corePattern($0) })
    case .list(let elements, let tail): return listPattern(elements, tail, pattern.span)
    case .map(let entries):
      if entries.count > Resolver.arityLimit {
        report("too-large", "a map pattern has at most \(Resolver.arityLimit) keys", pattern.span)
        return .any
      }
      return .map(entries.map { (key: mapKey($0.key), value: corePattern($0.value)) })
    case .binary(let segments):
      if segments.count > Resolver.arityLimit {
        report(
          "too-large",
          "a binary pattern has at most \(Resolver.arityLimit) segments",
          pattern.span
        )
        return .any
      }
      return .binary(merged(binaryFields(segments)))
    case .prefix(let prefix, let rest): return .binary(merged(prefixFields(prefix, rest)))
    case .alias(let inner, let name):
      let core = corePattern(inner)
      guard case .bind(let variable) = bind(name.text, name.span) else {
        report(
          "repeated-alias",
          "`\(name.text)` is bound twice in this pattern",
          name.span,
          notes: ["Give the whole another name than its parts."]
        )
        return core
      }
      return .alias(core, variable)
    }
  }

  private mutating func listPattern(
    _ elements: [MartletSyntax.Pattern],
    _ tail: MartletSyntax.Pattern?,
    _ span: SourceSpan
  ) -> CorePattern {
    guard elements.count <= Resolver.arityLimit else {
      report(
        "too-large",
        "a list pattern has at most \(Resolver.arityLimit) elements",
        span,
        notes: ["Match the first ones and the rest: `[a, b | rest]`."]
      )
      return .any
    }
    let heads = elements.map { corePattern($0) }
    var result = tail.map { corePattern($0) } ?? .constant(.emptyList)
    for head in heads.reversed() { result = .cons(head, result) }
    return result
  }

  private mutating func bind(_ name: String, _ span: SourceSpan) -> CorePattern {
    if name == "_" { return .any }
    if let variable = context.patternNames?[name] {
      context.function.variables[variable].isUsed = true
      return .equal(variable)
    }
    let variable = context.function.makeVariable(name, span)
    context.patternNames?[name] = variable
    return .bind(variable)
  }

  private mutating func pin(_ name: Name) -> CorePattern {
    let names = context.patternNames
    context.patternNames = nil
    defer { context.patternNames = names }
    if let variable = context.lookUp(name.text) { return .equal(variable) }
    if let constant = constant(name.text) { return .constant(constant.asPattern) }
    var notes: [String] = ["`^\(name.text)` matches the value that `\(name.text)` already has."]
    if names?[name.text] != nil {
      notes.append("To match equal terms within one pattern, write the name twice without `^`.")
    }
    undefinedVariable(name.text, name.span, notes: notes)
    return .any
  }

  /// The value of a constant of the module.
  mutating func constant(_ name: String) -> Constant? {
    guard let constant = constants[name] else { return nil }
    constants[name]?.isUsed = true
    return constant.value
  }

  // MARK: Maps

  private mutating func mapKey(_ key: MartletSyntax.Pattern) -> CoreKey {
    guard let core = keyExpression(key) else { return .constant(.atom("nil")) }
    if let constant = core.constant { return .constant(constant) }
    return .expression(core)
  }

  private mutating func keyExpression(_ key: MartletSyntax.Pattern) -> Core? {
    let line = line(key.span)
    switch key.kind {
    case .tuple(let elements):
      var parts: [Core] = []
      for element in elements { if let part = keyExpression(element) { parts.append(part) } }
      return tuple(parts, line)
    case .list(let elements, let tail):
      var parts: [Core] = []
      for element in elements { if let part = keyExpression(element) { parts.append(part) } }
      return list(parts, tail.flatMap { keyExpression($0) }, line)
    default: break
    }
    switch corePattern(key) {
    case .constant(let constant): return Core(.constant(constant), line)
    case .equal(let variable): return Core(.variable(variable), line)
    case .any: return nil
    default:
      report(
        "bad-map-key",
        "a key of a map pattern is a literal or a pin",
        key.span,
        label: "this binds or takes apart",
        notes: ["Write `^name` to match the key `name` holds."]
      )
      return nil
    }
  }

  // MARK: Binaries

  private mutating func prefixFields(
    _ prefix: MartletSyntax.Pattern,
    _ rest: MartletSyntax.Pattern
  ) -> [CoreField] {
    var fields: [CoreField] = []
    switch corePattern(prefix) {
    case .constant(.binary(let bytes)): fields.append(CoreField(bytes: bytes))
    case .equal(let variable):
      fields.append(CoreField(value: .prefix(variable), size: .rest, type: .bytes, flags: []))
    case .any: break
    default:
      report(
        "bad-prefix",
        "the left side of `<>` in a pattern is a string or a pin",
        prefix.span,
        notes: ["How much it would match cannot be known otherwise."]
      )
    }
    if case .prefix(let next, let end) = rest.kind { return fields + prefixFields(next, end) }
    switch corePattern(rest) {
    case .constant(.binary(let bytes)): fields.append(CoreField(bytes: bytes))
    case .any:
      fields.append(CoreField(value: .pattern(.any), size: .rest, type: .bytes, flags: []))
    case .bind(let variable):
      fields.append(
        CoreField(value: .pattern(.bind(variable)), size: .rest, type: .bytes, flags: [])
      )
    case .equal(let variable):
      fields.append(
        CoreField(value: .pattern(.equal(variable)), size: .rest, type: .bytes, flags: [])
      )
    case .binary(let more): fields += more
    default:
      report(
        "bad-prefix",
        "the right side of `<>` in a pattern is a name, a string or a pin",
        rest.span
      )
    }
    return fields
  }

  private mutating func binaryFields(
    _ segments: [MartletSyntax.BinarySegment<MartletSyntax.Pattern>]
  ) -> [CoreField] {
    var fields: [CoreField] = []
    for (index, segment) in segments.enumerated() {
      let type = SegmentType(segment.type)
      let value = corePattern(segment.value)
      if case .constant(.binary(let bytes)) = value {
        fields.append(CoreField(bytes: bytes))
        continue
      }
      let size = size(of: segment.size, type)
      if case .rest = size, type == .bytes || type == .bits, index < segments.count - 1 {
        report(
          "bad-segment",
          "only the last segment can take all that is left",
          segment.span,
          notes: ["Give it a size: `name:length/bytes`."]
        )
      }
      switch value {
      case .any, .bind, .constant, .equal: break
      default:
        report("bad-segment", "a segment holds a name, a literal or a pin", segment.span)
        continue
      }
      fields.append(
        CoreField(value: .pattern(value), size: size, type: type, flags: SegmentFlags(segment))
      )
    }
    return fields
  }

  /// The size of a segment, with the default of its type.
  mutating func size(of expression: Expression?, _ type: SegmentType) -> CoreSize {
    guard let expression else {
      switch type {
      case .int: return .immediate(8)
      case .float: return .immediate(64)
      case .utf8, .bytes, .bits: return .rest
      }
    }
    let core = guardExpression(expression)
    guard case .integer(let size)? = core.constant else { return .expression(core) }
    if size < 0 {
      report("bad-segment", "a size cannot be negative", expression.span)
      return .immediate(0)
    }
    return .immediate(size)
  }

  /// Makes one field of literal bytes that follow each other.
  private func merged(_ fields: [CoreField]) -> [CoreField] {
    var result: [CoreField] = []
    for field in fields {
      var field = field
      if case .pattern(.constant(.integer(let value))) = field.value, field.type == .int,
        case .immediate(let size) = field.size,
        let bytes = bytes(of: value, size: size, field.flags)
      {
        field = CoreField(bytes: bytes)
      }
      if case .bytes(let bytes) = field.value, bytes.isEmpty { continue }
      if case .bytes(let more) = field.value, case .bytes(let bytes)? = result.last?.value {
        result[result.count - 1].value = .bytes(bytes + more)
      } else {
        result.append(field)
      }
    }
    return result
  }

  /// The bytes of an unsigned integer that fits its size; nil when they are not whole bytes.
  func bytes(of value: Int, size: Int, _ flags: SegmentFlags) -> [UInt8]? {
    guard size > 0, size % 8 == 0, size <= 64, value >= 0, !flags.contains(.native) else {
      return nil
    }
    if flags.contains(.signed), size == 64 ? false : value >> (size - 1) != 0 { return nil }
    if size < 64, value >> size != 0 { return nil }
    let bytes = (0..<(size / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    return flags.contains(.little) ? bytes : bytes.reversed()
  }
}

extension CoreField {
  /// A field of literal bytes.
  fileprivate init(bytes: [UInt8]) {
    self.init(value: .bytes(bytes), size: .rest, type: .bytes, flags: [])
  }
}

extension SegmentType {
  /// The type as bytecode has it.
  init(_ type: BinarySegmentType) {
    switch type {
    case .integer: self = .int
    case .float: self = .float
    case .utf8: self = .utf8
    case .bytes: self = .bytes
    case .bits: self = .bits
    }
  }
}

extension SegmentFlags {
  /// The modifiers of a segment as bytecode has them.
  init<Value>(_ segment: MartletSyntax.BinarySegment<Value>) {
    self = []
    if segment.isSigned { insert(.signed) }
    switch segment.endianness {
    case .big: break
    case .little: insert(.little)
    case .native: insert(.native)
    }
  }
}

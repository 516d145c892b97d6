/// Writes bytecode as text that people read.
///
/// It knows no instruction: what follows a name comes from ``Opcode/operands`` and
/// ``Opcode/liveRole``. Targets become labels, literals their source, imports and functions their
/// names; a comment goes before the first instruction of each line of the source.
///
/// Bytecode that makes no sense can be written too: what is no instruction shows as a bare word.
public struct Disassembler {
  private let module: BytecodeModule
  /// The names of the functions by their entries.
  private let names: [Int: String]

  /// Makes a disassembler for the functions of `module`.
  public init(_ module: BytecodeModule) {
    self.module = module
    names = Dictionary(
      module.functions.map { ($0.entry, $0.label) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The text of the whole module.
  public var text: String {
    var text = "module \(module.name)  # \(module.file)\n"
    for function in module.functions { text += "\n" + self.text(of: function) }
    return text
  }

  /// Returns the text of one function of the module.
  public func text(of function: BytecodeFunction) -> String {
    var text = (function.isExported ? "fn " : "private fn ") + function.label
    if function.captured > 0 { text += "  # captures \(function.captured)" }
    text += "\n"
    let start = min(max(function.entry, 0), module.code.count)
    let end = start + min(max(function.length, 0), module.code.count - start)
    let labels = labels(of: function, from: start, to: end)
    var line: Int?
    var offset = start
    while offset < end {
      if let label = labels[offset] { text += "\(label):\n" }
      if let here = module.line(at: offset), here != line {
        text += "  # line \(here)\n"
        line = here
      }
      let length = Instruction.length(of: module.code[..<end], at: offset)
      text += "  "
      text += length == nil ? word(at: offset) : instruction(at: offset, function, labels)
      text += "\n"
      offset += length ?? 1
    }
    return text
  }

  /// The names of the places that targets and handlers of a function lead to.
  private func labels(
    of function: BytecodeFunction,
    from start: Int,
    to end: Int
  ) -> [Int: String] {
    var places = Set(function.handlers)
    var offset = start
    while offset < end {
      guard let length = Instruction.length(of: module.code[..<end], at: offset) else {
        offset += 1
        continue
      }
      let opcode = Instruction(word: module.code[offset]).opcode
      Instruction.forEachOperand(of: module.code, at: offset) { operand, value in
        switch operand {
        case .target: places.insert(offset &+ value)
        case .longTarget where opcode != .call && opcode != .tailCall:
          places.insert(offset &+ value)
        case .targetTable where value != 0: places.insert(offset &+ value)
        case .guardOperation: places.insert(offset + Instruction.guardTarget(of: value))
        default: break
        }
      }
      offset += length
    }
    var labels: [Int: String] = [:]
    for (number, place) in places.sorted().enumerated() { labels[place] = "L\(number + 1)" }
    return labels
  }

  private func word(at offset: Int) -> String {
    "word 0x" + String(module.code[offset], radix: 16)
  }

  private func instruction(
    at offset: Int,
    _ function: BytecodeFunction,
    _ labels: [Int: String]
  ) -> String {
    let first = Instruction(word: module.code[offset])
    guard let opcode = first.opcode else { return word(at: offset) }
    let isCall = opcode == .call || opcode == .tailCall
    var operands: [String] = []
    Instruction.forEachOperand(of: module.code, at: offset) { operand, value in
      func label(_ distance: Int) -> String {
        labels[offset &+ distance] ?? "word \(offset &+ distance)"
      }
      switch operand {
      case .write, .read, .readList, .writeList, .readPairs: operands.append("X\(value)")
      case .writeRun, .readRun: operands.append("X\(value)...")
      case .floatWrite, .floatRead: operands.append("F\(value)")
      case .floatWriteRun, .floatReadRun: operands.append("F\(value)...")
      case .slotWrite, .slotRead: operands.append("Y\(value)")
      case .frame: operands.append("frame \(value)")
      case .count: if !opcode.hasUnusedCount { operands.append("\(value)") }
      case .immediate, .longImmediate: operands.append("\(value)")
      case .handler:
        let place = function.handlers.indices.contains(value) ? function.handlers[value] : -1
        operands.append(labels[place] ?? "handler \(value)")
      case .errorKind:
        let kind = UInt16(exactly: value).flatMap { ErrorKind(rawValue: $0) }
        operands.append(kind.map { "\($0)" } ?? "kind \(value)")
      case .target: operands.append(label(value))
      case .longTarget where isCall:
        operands.append(names[offset &+ value] ?? "word \(offset &+ value)")
      case .longTarget: operands.append(label(value))
      case .targetTable: operands.append(value == 0 ? "else" : label(value))
      case .literal, .literalTable:
        operands.append(
          module.literals.indices.contains(value)
            ? module.literals[value].source : "literal \(value)"
        )
      case .importIndex:
        operands.append(
          module.imports.indices.contains(value)
            ? module.imports[value].description : "import \(value)"
        )
      case .function:
        operands.append(
          module.functions.indices.contains(value)
            ? "&" + module.functions[value].label : "function \(value)"
        )
      case .rawWord:
        operands.append(
          opcode == .floatConstant
            ? Constant.float(UInt64(bitPattern: Int64(value))).source : "\(value)"
        )
      case .binaryField: operands.append(Self.fieldText(UInt64(bitPattern: Int64(value))))
      case .guardOperation:
        let operation = Instruction.guardOpcode(of: value)
        operands.append(operation.map { "\($0)" } ?? "operation \(value & 0xFFFF)")
        operands.append(label(Instruction.guardTarget(of: value)))
      case .binarySegments: operands.append(Self.segmentText(UInt64(bitPattern: Int64(value))))
      case .frameWord: break
      }
    }
    switch opcode.liveRole {
    case .unused: break
    case .live: operands.append("live \(first.live)")
    case .arity: operands.append("arity \(first.live)")
    case .write, .read: operands.append("X\(first.live)")
    case .runLength: operands.append("run \(first.live)")
    case .floatRead: operands.append("F\(first.live)")
    case .floatCount: operands.append("floats \(first.live)")
    }
    let list = operands.joined(separator: ", ")
    return list.isEmpty ? "\(opcode)" : "\(opcode) \(list)"
  }

  private static func fieldText(_ word: UInt64) -> String {
    guard let field = BinaryField(word: word) else { return "field 0x" + String(word, radix: 16) }
    let size = sizeText(field.sizeKind, field.size)
    return "at X\(field.position)\(size)*\(field.unit)\(flagText(field.flags))"
  }

  private static func segmentText(_ word: UInt64) -> String {
    guard let segment = BinarySegment(word: word) else {
      return "segment 0x" + String(word, radix: 16)
    }
    let size = sizeText(segment.sizeKind, segment.size)
    return "X\(segment.value)\(size)*\(segment.unit)/\(segment.type)\(flagText(segment.flags))"
  }

  private static func sizeText(_ kind: SizeKind, _ size: UInt16) -> String {
    switch kind {
    case .rest: ":rest"
    case .immediate: ":\(size)"
    case .register: ":X\(size)"
    }
  }

  private static func flagText(_ flags: SegmentFlags) -> String {
    (flags.contains(.signed) ? "-signed" : "") + (flags.contains(.little) ? "-little" : "")
      + (flags.contains(.native) ? "-native" : "")
  }
}

extension Opcode {
  /// Whether a count among the operands only keeps a place.
  fileprivate var hasUnusedCount: Bool {
    switch self {
    case .ifTupleOf: false
    case .jump, .ifIs, .ifIsNot, .receiveNext, .receiveSkip, .receiveWait, .skipField,
      .ifFloatFinite:
      true
    default: operands == OperandList(.read, .count, .target)
    }
  }
}

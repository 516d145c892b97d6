/// Builds the code of one module: labels, interned literals and imports, lines.
///
/// Functions are written one after the other, each between ``beginFunction(line:)`` and
/// ``endFunction(_:)``; labels belong to the function in progress. Targets of sixteen bits that are
/// out of reach go through a jump placed right behind their instruction.
public struct Assembler {
  /// A place in the function in progress that targets can name.
  public struct Label: Hashable, Sendable {
    fileprivate let index: Int
  }

  /// Where in an instruction the distance to a label stands.
  public enum TargetPlace: Hashable, Sendable {
    /// Field `c` of the first word.
    case short
    /// Fields `b` and `c` of the first word.
    case long
    /// The upper sixteen of the low 32 bits of the second word, as in `guardArithmetic`.
    case guardWord
    /// One of four targets in a word of a table, counted from the first table word at `base`.
    case table(base: Int, index: Int)
    /// A whole word, counted from the first.
    case word(Int)
  }

  private struct Fixup {
    var start: Int
    var end: Int
    var place: TargetPlace
    var label: Int
    var isExpanded = false
  }

  private var module: BytecodeModule
  private var literalIndices: [Constant: Int] = [:]
  private var importIndices: [FunctionName: Int] = [:]
  private var calls: [(offset: Int, function: Int)] = []
  // The function in progress.
  private var words: [UInt64] = []
  private var labels: [Int] = []
  private var fixups: [Fixup] = []
  private var handlers: [Int] = []
  private var localCalls: [(offset: Int, function: Int)] = []
  private var lines: [LineEntry] = []

  /// Makes an assembler for an empty module.
  public init(name: String, file: String, documentation: String? = nil) {
    module = BytecodeModule(name: name, file: file, documentation: documentation)
  }

  /// Returns the index of a literal, adding it when it is new.
  public mutating func literal(_ constant: Constant) -> Int {
    if let index = literalIndices[constant] { return index }
    let index = module.literals.count
    module.literals.append(constant)
    literalIndices[constant] = index
    return index
  }

  /// Returns the index of an import, adding it when it is new.
  public mutating func importIndex(_ name: FunctionName) -> Int {
    if let index = importIndices[name] { return index }
    let index = module.imports.count
    module.imports.append(name)
    importIndices[name] = index
    return index
  }

  /// Begins a function.
  public mutating func beginFunction(line: Int) {
    words.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
    fixups.removeAll(keepingCapacity: true)
    handlers.removeAll(keepingCapacity: true)
    localCalls.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    mark(line: line)
  }

  /// Makes a label that stands nowhere yet.
  public mutating func makeLabel() -> Label {
    labels.append(-1)
    return Label(index: labels.count - 1)
  }

  /// Puts a label here.
  public mutating func place(_ label: Label) { labels[label.index] = words.count }

  /// Says that what follows comes from `line`; nothing is recorded when it is the line before.
  public mutating func mark(line: Int) {
    guard line > 0, lines.last?.line != line else { return }
    if lines.last?.offset == words.count { lines.removeLast() }
    if lines.last?.line != line { lines.append(LineEntry(offset: words.count, line: line)) }
  }

  /// Appends an instruction without targets.
  public mutating func emit(_ instruction: Instruction, _ more: UInt64...) {
    words.append(instruction.word)
    words.append(contentsOf: more)
  }

  /// Appends an instruction with its further words and its targets.
  public mutating func emit(
    _ instruction: Instruction,
    words more: [UInt64],
    targets: [(TargetPlace, Label)] = []
  ) {
    let start = words.count
    words.append(instruction.word)
    words.append(contentsOf: more)
    for (place, label) in targets {
      fixups.append(Fixup(start: start, end: words.count, place: place, label: label.index))
    }
  }

  /// Appends an instruction with one target.
  public mutating func emit(
    _ instruction: Instruction,
    words more: [UInt64] = [],
    target: Label,
    place: TargetPlace = .short
  ) {
    emit(instruction, words: more, targets: [(place, target)])
  }

  /// Appends a `call` or `tailCall` of the module's function with this index.
  public mutating func emitCall(_ opcode: Opcode, frame: Int, arity: Int, function: Int) {
    localCalls.append((words.count, function))
    words.append(Instruction(opcode, live: arity, a: frame).word)
  }

  /// Adds a handler to the function in progress and returns its number.
  public mutating func addHandler(_ label: Label) -> Int {
    handlers.append(label.index)
    return handlers.count - 1
  }

  /// The number of words of the function in progress.
  public var wordCount: Int { words.count }

  /// Packs registers by four into words, the first lowest.
  public static func pack(_ registers: [Int]) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: (registers.count + 3) / 4)
    for (index, register) in registers.enumerated() {
      result[index / 4] |= UInt64(UInt16(truncatingIfNeeded: register)) << (index % 4 * 16)
    }
    return result
  }

  /// Ends the function in progress; entry, length and handlers are filled in.
  ///
  /// Functions are numbered in the order in which they end.
  public mutating func endFunction(_ function: BytecodeFunction) {
    let positions = layOut()
    let entry = module.code.count
    var function = function
    function.entry = entry
    function.length = words.count
    function.handlers = handlers.map { entry + positions(labels[$0]) }
    module.functions.append(function)
    for line in lines {
      module.lines.append(LineEntry(offset: entry + positions(line.offset), line: line.line))
    }
    for call in localCalls { calls.append((entry + positions(call.offset), call.function)) }
    module.code.append(contentsOf: words)
  }

  /// Resolves the calls between the functions and returns the module.
  public mutating func finish() -> BytecodeModule {
    for call in calls where call.function < module.functions.count {
      let distance = module.functions[call.function].entry - call.offset
      module.code[call.offset] |= UInt64(UInt32(truncatingIfNeeded: distance)) << 32
    }
    calls = []
    return module
  }

  // MARK: Targets

  /// Writes the targets, with jumps where they are out of reach, and returns where a word went.
  private mutating func layOut() -> (Int) -> Int {
    // The whole function is within reach of every target.
    if words.count < 32_000 {
      for fixup in fixups { write(labels[fixup.label] - fixup.start, fixup.place, fixup.start) }
      return { $0 }
    }
    var positions = newPositions()
    var changed = true
    while changed {
      changed = false
      for index in fixups.indices where !fixups[index].isExpanded {
        let fixup = fixups[index]
        switch fixup.place {
        case .long, .word: continue
        case .short, .guardWord, .table: break
        }
        let distance = positions[labels[fixup.label]] - positions[fixup.start]
        if Int16(exactly: distance) == nil {
          fixups[index].isExpanded = true
          changed = true
        }
      }
      if changed { positions = newPositions() }
    }
    insertJumps(positions)
    return { positions[$0] }
  }

  private func endsBlock(at start: Int) -> Bool {
    Instruction(word: words[start]).opcode?.endsBlock ?? true
  }

  private func newPositions() -> [Int] {
    var inserted = [Int](repeating: 0, count: words.count + 1)
    for fixup in fixups where fixup.isExpanded {
      if inserted[fixup.end] == 0, !endsBlock(at: fixup.start) { inserted[fixup.end] = 1 }
      inserted[fixup.end] += 1
    }
    var total = 0
    for index in inserted.indices {
      total += inserted[index]
      inserted[index] = index + total
    }
    return inserted
  }

  private mutating func insertJumps(_ positions: [Int]) {
    let old = words
    words = [UInt64](repeating: 0, count: positions[old.count])
    for (index, word) in old.enumerated() { words[positions[index]] = word }
    var filled: [Int: Int] = [:]
    for fixup in fixups {
      let start = positions[fixup.start]
      let destination = positions[labels[fixup.label]]
      guard fixup.isExpanded else {
        write(destination - start, fixup.place, start)
        continue
      }
      let end = start + fixup.end - fixup.start
      var next = filled[end] ?? end
      if next == end, Instruction(word: old[fixup.start]).opcode?.endsBlock == false {
        words[end] = Instruction(.jump, long: positions[fixup.end] - end).word
        next += 1
      }
      words[next] = Instruction(.jump, long: destination - next).word
      write(next - start, fixup.place, start)
      filled[end] = next + 1
    }
  }

  private mutating func write(_ distance: Int, _ place: TargetPlace, _ start: Int) {
    let short = UInt64(UInt16(truncatingIfNeeded: distance))
    switch place {
    case .short: words[start] |= short << 48
    case .long: words[start] |= UInt64(UInt32(truncatingIfNeeded: distance)) << 32
    case .guardWord: words[start + 1] |= short << 16
    case .table(let base, let index): words[start + base + index / 4] |= short << (index % 4 * 16)
    case .word(let index): words[start + index] = UInt64(bitPattern: Int64(distance))
    }
  }
}

import BigInt
import MartletBytecode

/// Why a module could not be loaded.
public struct LoadError: Error, CustomStringConvertible, Sendable {
  /// What is wrong, in words.
  public let description: String
}

/// Turns the bytecode of a module into code that runs: verified, with literals laid out and every
/// index replaced by the address of what it names.
struct Loader {
  let machine: MachineRef

  private var atoms: AtomTableRef { machine.pointee.atoms }

  /// Loads a module and makes it the newest version of its name; as an addition it leaves those
  /// functions be that it does not define.
  func load(_ module: BytecodeModule, isAddition: Bool = false) throws(LoadError) {
    try verify(module)
    let name = try atom(module.name)
    let literals = try layOut(module.literals)
    let code = UnsafeMutablePointer<UInt64>.allocate(
      capacity: module.code.count + module.functions.count
    )
    code.initialize(from: module.code, count: module.code.count)
    let functions = UnsafeMutablePointer<FunctionEntry>.allocate(
      capacity: max(module.functions.count, 1)
    )
    for (index, function) in module.functions.enumerated() {
      (functions + index).initialize(
        to: FunctionEntry(
          code: UnsafePointer(code) + function.entry,
          module: name,
          name: try atom(function.name),
          arity: function.arity,
          captured: function.captured,
          isExported: function.isExported,
          number: index
        )
      )
    }
    let imports = try resolve(module.imports)
    let firstHandler = try addHandlers(module, code)
    let put = module.imports.firstIndex { $0.module == "Map" && $0.name == "put" && $0.arity == 3 }
    let element = machine.pointee.code.native(Atom(.Kernel), try atom("elem"), 2)
    for (index, function) in module.functions.enumerated() {
      let missing = link(
        code,
        function,
        literals: literals,
        imports: imports,
        functions: functions,
        firstHandler: firstHandler[index]
      )
      if let missing {
        throw LoadError(
          description: """
            \(module.name) calls the native function \(module.imports[missing]), which this machine \
            lacks: it has been compiled for another
            """
        )
      }
      pair(code, function, put: put.map { imports[$0].native } ?? -1, element: element)
    }
    let loaded = LoadedModule(bytecode: module, code: code, functions: functions)
    machine.pointee.code.publish(
      loaded,
      name: name,
      isAddition: isAddition,
      machine.pointee.traces,
      atoms
    )
  }

  private func verify(_ module: BytecodeModule) throws(LoadError) {
    do {
      try Verifier.verify(module)
    } catch {
      throw LoadError(description: "the bytecode of \(module.name) is not valid: \(error)")
    }
  }

  private func atom(_ text: String) throws(LoadError) -> Atom {
    guard let atom = atoms.pointee.intern(text) else {
      throw LoadError(description: "the atom table is full")
    }
    return atom
  }

  // MARK: Literals

  private func layOut(_ constants: [Constant]) throws(LoadError) -> [Term] {
    var result: [Term] = []
    for constant in constants { result.append(try layOut(constant)) }
    return result
  }

  private func words(_ count: Int) throws(LoadError) -> HeapWriter {
    guard let place = machine.pointee.literals.take(count) else {
      throw LoadError(description: "the program has too many constants")
    }
    return HeapWriter(top: place)
  }

  private func layOut(_ constant: Constant) throws(LoadError) -> Term {
    switch constant {
    case .integer(let value):
      if Term.fits(value) { return Term(small: value) }
      return try layOut(
        .bigInteger(negative: value < 0, magnitude: [UInt64(value.magnitude)])
      )
    case .bigInteger(let negative, let magnitude):
      var digits = magnitude
      while digits.last == 0 { digits.removeLast() }
      let first = digits.first ?? 0
      if digits.count <= 1, first < 1 << 61 {
        return Term(small: negative ? -Int(first) : Int(first))
      }
      var writer = try words(digits.count + 1)
      let box = writer.box(.bigInteger, size: digits.count, aux: negative ? 1 : 0)
      for (index, digit) in digits.enumerated() { box[index + 1] = digit }
      return Term(box: box)
    case .float(let bits):
      var writer = try words(2)
      return writer.float(Double(bitPattern: bits))
    case .atom(let text): return Term(try atom(text))
    case .binary(let bytes):
      var writer = try words(HeapWriter.wordsForHeapBinary(bytes.count))
      let (term, place) = writer.heapBinary(count: bytes.count)
      for (index, byte) in bytes.enumerated() { place[index] = byte }
      return term
    case .tuple(let elements):
      let terms = try layOut(elements)
      var writer = try words(terms.count + 1)
      return writer.tuple(terms)
    case .list(let elements, let tail):
      let terms = try layOut(elements)
      let end = try tail.map { (constant) throws(LoadError) in try layOut(constant) } ?? .emptyList
      var writer = try words(terms.count * 2)
      return writer.list(terms, tail: end)
    case .map(let keys, let values):
      let keyTerms = try layOut(keys)
      let valueTerms = try layOut(values)
      var writer = try words(Maps.sizeOfMap(keys.count))
      return Maps.write(&writer, keys: keyTerms, values: valueTerms, atoms)
    case .externalFunction(let function):
      let export = machine.pointee.code.export(
        try atom(function.module),
        try atom(function.name),
        function.arity
      )
      var writer = try words(2)
      let box = writer.box(
        .externalFunction,
        size: 1,
        aux: UInt8(truncatingIfNeeded: function.arity)
      )
      box[1] = UInt64(UInt(bitPattern: export))
      return Term(box: box)
    }
  }

  // MARK: Linking

  private struct Import {
    let export: ExportRef
    let native: Int
  }

  private func resolve(_ names: [FunctionName]) throws(LoadError) -> [Import] {
    var result: [Import] = []
    for name in names {
      let module = try atom(name.module)
      let function = try atom(name.name)
      result.append(
        Import(
          export: machine.pointee.code.export(module, function, name.arity),
          native: machine.pointee.code.native(module, function, name.arity) ?? -1
        )
      )
    }
    return result
  }

  /// Registers the handlers of all functions; gives the number of each function's first.
  private func addHandlers(
    _ module: BytecodeModule,
    _ code: UnsafeMutablePointer<UInt64>
  ) throws(LoadError) -> [Int] {
    var firsts: [Int] = []
    for function in module.functions {
      var slots = [Int](repeating: 0, count: function.handlers.count)
      forEachInstruction(code, function) { at, instruction, opcode in
        if opcode == .enterTry { slots[instruction.b] = instruction.a }
      }
      let handlers = function.handlers.indices.map { index in
        Handler(
          pc: UnsafePointer(code) + function.handlers[index],
          slot: slots[index],
          index: index,
          count: slots.count
        )
      }
      guard let first = machine.pointee.code.addHandlers(handlers) else {
        throw LoadError(description: "the program has too many exception handlers")
      }
      firsts.append(first)
    }
    return firsts
  }

  private func forEachInstruction(
    _ code: UnsafeMutablePointer<UInt64>,
    _ function: BytecodeFunction,
    _ body: (Int, Instruction, Opcode) -> Void
  ) {
    var at = function.entry
    while at < function.entry + function.length {
      let instruction = Instruction(word: code[at])
      guard let opcode = instruction.opcode else { return }
      body(at, instruction, opcode)
      at += instruction.length ?? 1
    }
  }

  /// Replaces every index by the address of what it names; gives the import of a native function
  /// that there is not.
  private func link(
    _ code: UnsafeMutablePointer<UInt64>,
    _ function: BytecodeFunction,
    literals: [Term],
    imports: [Import],
    functions: UnsafeMutablePointer<FunctionEntry>,
    firstHandler: Int
  ) -> Int? {
    var missing: Int?
    forEachInstruction(code, function) { at, instruction, opcode in
      var word = at + 1
      for operand in opcode.operands {
        switch operand {
        case .literal: code[word] = literals[Int(code[word])].bits
        case .importIndex:
          let index = Int(code[word])
          if opcode == .native || opcode == .guardNative {
            if imports[index].native < 0 { missing = index }
            code[word] = UInt64(bitPattern: Int64(imports[index].native))
          } else {
            code[word] = UInt64(UInt(bitPattern: imports[index].export))
          }
        case .function:
          code[word] = UInt64(UInt(bitPattern: functions + Int(code[word])))
        case .handler:
          code[at] =
            Instruction(.enterTry, a: instruction.a, long: firstHandler + instruction.b).word
        case .literalTable:
          sortTable(code + word, instruction.b, literals)
        default: break
        }
        word += instruction.words(of: operand, opcode)
      }
      if opcode == .closure, instruction.b == 0 { makeConstant(code + at) }
    }
    return missing
  }

  /// Makes a literal of a closure that captures nothing, so that nothing is made where it stands:
  /// one word less of garbage for each element of many a fold.
  private func makeConstant(_ closure: UnsafeMutablePointer<UInt64>) {
    guard let place = machine.pointee.literals.take(2),
      let entry = UnsafePointer<FunctionEntry>(bitPattern: UInt(closure[1]))
    else { return }
    var writer = HeapWriter(top: place)
    let arity = UInt8(truncatingIfNeeded: entry.pointee.arity)
    let box = writer.box(.closure, size: 1, aux: arity)
    box[1] = closure[1]
    closure[0] = Instruction(.loadLiteral, a: Instruction(word: closure[0]).a).word
    closure[1] = Term(box: box).bits
  }

  /// Makes one instruction of some that often follow each other: only the first's opcode changes.
  ///
  /// `put` and `element` are the numbers of the natives `Map.put/3` and `elem/2`.
  private func pair(
    _ code: UnsafeMutablePointer<UInt64>,
    _ function: BytecodeFunction,
    put: Int,
    element: Int?
  ) {
    var starts: [(at: Int, opcode: Opcode)] = []
    forEachInstruction(code, function) { at, _, opcode in starts.append((at, opcode)) }
    var index = 0
    while index < starts.count {
      let at = starts[index].at
      var opcode = starts[index].opcode
      if let all = walk(code, starts[index...]) {
        code[at] = code[at] & ~0xFF | UInt64(all.rawValue)
        index += 1
        continue
      }
      if opcode == .native, Int(code[at + 1]) == put,
        let word = PutWord(code, starts[index...])
      {
        code[at] = code[at] & ~0xFF | UInt64(Opcode.putKey.rawValue)
        code[at + 1] = word.bits
        index += 1
        continue
      }
      index += 1
      if opcode == .native && Int(code[at + 1]) == element { opcode = .tupleElement }
      // At most three: a pair may have one with a third instruction.
      while index < starts.count, let both = Opcode.pair(opcode, starts[index].opcode) {
        opcode = both
        index += 1
      }
      code[at] = code[at] & ~0xFF | UInt64(opcode.rawValue)
    }
  }

  /// The instruction for a step of a walk over a binary, if these begin with one.
  private func walk(
    _ code: UnsafeMutablePointer<UInt64>,
    _ starts: ArraySlice<(at: Int, opcode: Opcode)>
  ) -> Opcode? {
    guard let first = starts.first, first.opcode == .loadInteger || first.opcode == .ifBinary else {
      return nil
    }
    let step = first.opcode == .ifBinary ? starts.dropFirst() : starts
    guard let load = step.first, step.count >= 3, Opcode.isByteAndRest(at: load.at, in: code) else {
      return nil
    }
    if first.opcode == .loadInteger { return .byteAndRest }
    let isSame = Instruction(word: code[first.at]).a == Instruction(word: code[load.at + 1]).b
    return isSame ? .ifBinaryByteAndRest : nil
  }

  /// Replaces the literals of a table and sorts it by them, for binary search.
  private func sortTable(
    _ table: UnsafeMutablePointer<UInt64>,
    _ count: Int,
    _ literals: [Term]
  ) {
    var entries: [(UInt64, UInt64)] = []
    for index in 0..<count {
      entries.append((literals[Int(table[index * 2])].bits, table[index * 2 + 1]))
    }
    entries.sort { $0.0 < $1.0 }
    for (index, entry) in entries.enumerated() {
      table[index * 2] = entry.0
      table[index * 2 + 1] = entry.1
    }
  }
}

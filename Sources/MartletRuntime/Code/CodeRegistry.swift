import MartletBytecode
import Synchronization

/// A function of loaded code.
struct FunctionEntry {
  /// Where closures enter it: its code, or while it is traced ``LoadedModule/tracedEntry(_:)``.
  var code: UnsafePointer<UInt64>
  let module: Atom
  let name: Atom
  /// Registers that hold terms at entry: arguments and captured values.
  let arity: Int
  let captured: Int
  let isExported: Bool
  /// The number of the function in its module, for closures that are equal.
  let number: Int
}

/// What a remote call refers to: the newest version of an exported function.
struct Export: ~Copyable {
  let module: Atom
  let function: Atom
  let arity: Int
  /// The address of the ``FunctionEntry``'s code, or 0 while there is none.
  ///
  /// One store replaces it.
  let code: Atomic<UInt>
  /// The function itself; 0 while there is none.
  let entry: Atomic<UInt>
  /// The native function of that name, if there is one: number plus 1.
  let native: Atomic<Int>
  /// Code that calls the export again by name, for calls that cannot be run again themselves.
  let stub: UnsafeMutablePointer<UInt64>
}

/// Where an export is.
typealias ExportRef = UnsafeMutablePointer<Export>

/// An exception handler of loaded code.
struct Handler {
  let pc: UnsafePointer<UInt64>
  let slot: Int
  /// Its number among the handlers of its function, which are numbered from the outermost in.
  let index: Int
  /// How many handlers the function has.
  let count: Int
}

/// One loaded version of a module.
///
/// It is kept as long as the machine: code that runs may return to it, closures may refer to it.
final class LoadedModule: @unchecked Sendable {
  let name: String
  let bytecode: BytecodeModule
  /// The code, and behind it a word for each function; see ``writeTracedEntries()``.
  let code: UnsafeMutablePointer<UInt64>
  let functions: UnsafeMutablePointer<FunctionEntry>
  private let frames: Mutex<[Int: [Int]]> = Mutex([:])

  init(
    bytecode: BytecodeModule,
    code: UnsafeMutablePointer<UInt64>,
    functions: UnsafeMutablePointer<FunctionEntry>
  ) {
    name = bytecode.name
    self.bytecode = bytecode
    self.code = code
    self.functions = functions
    writeTracedEntries()
  }

  deinit {
    code.deallocate()
    functions.deallocate()
  }

  /// The number of the function whose code holds a word.
  func function(at offset: Int) -> Int? {
    bytecode.functions.firstIndex { $0.entry <= offset && offset < $0.entry + $0.length }
  }

  /// The size of the frame that the function has made when it is at a word, or 0.
  ///
  /// The verifier has checked that it is the same on every path; it is worked out when a trace
  /// first needs it.
  func frameSize(at offset: Int) -> Int {
    guard let number = function(at: offset) else { return 0 }
    let function = bytecode.functions[number]
    let sizes = frames.withLock { frames -> [Int] in
      if let known = frames[number] { return known }
      let sizes = FrameSizes.compute(bytecode, function)
      frames[number] = sizes
      return sizes
    }
    return max(sizes[offset - function.entry], 0)
  }
}

/// Works out the frame size at every instruction of a function by following its paths.
enum FrameSizes {
  static func compute(_ module: BytecodeModule, _ function: BytecodeFunction) -> [Int] {
    var sizes = [Int](repeating: -1, count: function.length)
    var work: [(Int, Int)] = [(0, 0)]
    // A handler runs in the frame that its `enterTry` stood in.
    var handlerSizes: [Int: Int] = [:]
    while let (start, size) = work.popLast() {
      var at = start
      var current = size
      while at < function.length, sizes[at] < 0 {
        sizes[at] = current
        let index = function.entry + at
        let instruction = Instruction(word: module.code[index])
        guard let opcode = instruction.opcode,
          let length = Instruction.length(of: module.code, at: index)
        else { break }
        if opcode == .allocate { current = instruction.a }
        if opcode == .enterTry, handlerSizes[instruction.b] == nil,
          instruction.b < function.handlers.count
        {
          handlerSizes[instruction.b] = current
          work.append((function.handlers[instruction.b] - function.entry, current))
        }
        for target in targets(of: instruction, opcode, module.code, index) {
          work.append((at + target, current))
        }
        if opcode.endsBlock { break }
        at += length
      }
    }
    return sizes
  }

  private static func targets(
    of instruction: Instruction,
    _ opcode: Opcode,
    _ code: [UInt64],
    _ index: Int
  ) -> [Int] {
    var result: [Int] = []
    var word = index + 1
    var field = 0
    for operand in opcode.operands {
      switch operand {
      case .target: result.append(instruction.signedC)
      case .longTarget where opcode != .call && opcode != .tailCall: result.append(instruction.long)
      case .guardOperation: result.append(Int(Int16(truncatingIfNeeded: code[word] >> 16)))
      case .targetTable:
        for entry in 0..<instruction.b {
          let packed = code[word + entry / 4]
          result.append(Int(Int16(truncatingIfNeeded: packed >> UInt64(entry % 4 * 16))))
        }
      case .literalTable:
        for entry in 0..<instruction.b {
          result.append(Int(Int64(bitPattern: code[word + entry * 2 + 1])))
        }
      default: break
      }
      word += instruction.words(of: operand, opcode)
      field += 1
    }
    return result.filter { $0 != 0 }
  }
}

/// All code of a machine: modules, exports, exception handlers, natives.
final class CodeRegistry: @unchecked Sendable {
  private struct Key: Hashable {
    let module: Atom
    let function: Atom
    let arity: Int
  }

  private struct State {
    var modules: [Atom: LoadedModule] = [:]
    /// All versions, by the address of their code.
    var versions: [(start: UInt, end: UInt, module: LoadedModule)] = []
    var exports: [Key: ExportRef] = [:]
    var exportsOfModule: [Atom: [ExportRef]] = [:]
    /// The first is that of traced calls.
    var handlerCount = 1
    var natives: [Key: Int] = [:]
    /// The natives by module, with what is written about them.
    var nativeModules: [NativeModule] = []
    var nativeCount = 0
  }

  private static let handlerLimit = 1 << 20
  /// How many natives there may be, those of the host included; only what is used takes memory.
  static let nativeLimit = 1 << 15
  /// For each number of arguments the code that calls the function value behind them; then the two
  /// words that the stack of every process ends with, and what frames of traced calls lead to.
  private let stubs: UnsafeMutablePointer<UInt64>
  private let state = Mutex(State())
  /// The handlers by number.
  let handlers: UnsafeMutablePointer<Handler>
  /// The natives by number.
  let natives: UnsafeMutablePointer<NativeEntry>

  /// A native function, ready to be called.
  struct NativeEntry: ~Copyable {
    let body: Native.Body
    let module: Atom
    let name: Atom
    let arity: Int

    /// Calls it where it stands: a copy of the body would be retained and released each time, 9 %
    /// of a loop over `elem`.
    @inline(__always)
    borrowing func run(_ call: inout NativeCall) throws(Raise) -> Term { try body(&call) }
  }

  init() {
    let bytes = CodeRegistry.handlerLimit * MemoryLayout<Handler>.stride
    let memory =
      SystemMemory.reserve(bytes)
      ?? UnsafeMutableRawPointer.allocate(
        byteCount: bytes,
        alignment: 16
      )
    handlers = memory.assumingMemoryBound(to: Handler.self)
    let nativeBytes = CodeRegistry.nativeLimit * MemoryLayout<NativeEntry>.stride
    natives =
      (SystemMemory.reserve(nativeBytes)
      ?? UnsafeMutableRawPointer.allocate(byteCount: nativeBytes, alignment: 16))
      .assumingMemoryBound(to: NativeEntry.self)
    stubs = .allocate(capacity: Cold.arityLimit + 11)
    for arity in 0...Cold.arityLimit {
      stubs[arity] = Instruction(.tailCallClosure, live: arity).word
    }
    stubs[Cold.arityLimit + 1] = Instruction(.frame).word
    stubs[Cold.arityLimit + 2] = Instruction(.frame).word
    stubs[Cold.arityLimit + 3] = Instruction(.frame, a: TracedCalls.frameSize).word
    stubs[Cold.arityLimit + 4] =
      Instruction(.traced, live: 1, a: TracedCalls.Place.return.rawValue).word
    stubs[Cold.arityLimit + 5] =
      Instruction(.traced, live: 2, a: TracedCalls.Place.exception.rawValue).word
    stubs[Cold.arityLimit + 6] = Instruction(.reraise, live: 2, a: 0, b: 1).word
    stubs[Cold.arityLimit + 7] = Instruction(.frame).word
    stubs[Cold.arityLimit + 8] = Instruction(.native, live: 1, a: 0, b: 0, c: 1).word
    // Until the native is installed; see `install`.
    stubs[Cold.arityLimit + 9] = 0
    stubs[Cold.arityLimit + 10] = Instruction(.frame).word
    handlers[0] = Handler(
      pc: UnsafePointer(stubs + (Cold.arityLimit + 5)),
      slot: 0,
      index: 0,
      count: 1
    )
  }

  /// Code that calls the function value in X[arity].
  func closureStub(_ arity: Int) -> UnsafePointer<UInt64> { UnsafePointer(stubs + arity) }

  /// Where the first function of a process returns to.
  var end: UnsafePointer<UInt64> { UnsafePointer(stubs + (Cold.arityLimit + 2)) }

  /// Where the first function of a process returns to whose result the host waits for.
  var hostedEnd: UnsafePointer<UInt64> { UnsafePointer(stubs + (Cold.arityLimit + 8)) }

  /// Where a traced call returns to whose result is to be told.
  var tracedReturn: UnsafePointer<UInt64> { UnsafePointer(stubs + (Cold.arityLimit + 4)) }
  /// Raises the exception in X0 and X1 again after it was told.
  var tracedReraise: UnsafePointer<UInt64> { UnsafePointer(stubs + (Cold.arityLimit + 6)) }

  deinit {
    SystemMemory.release(
      UnsafeMutableRawPointer(handlers),
      CodeRegistry.handlerLimit * MemoryLayout<Handler>.stride
    )
    stubs.deallocate()
    state.withLock { state in
      natives.deinitialize(count: state.nativeCount)
      SystemMemory.release(
        UnsafeMutableRawPointer(natives),
        CodeRegistry.nativeLimit * MemoryLayout<NativeEntry>.stride
      )
      for export in state.exports.values {
        export.pointee.stub.deallocate()
        export.deinitialize(count: 1)
        export.deallocate()
      }
    }
  }

  /// Registers the native functions; once, before any code is loaded.
  func install(
    _ modules: [NativeModule],
    atoms: AtomTableRef,
    capabilities: Capabilities = .all
  ) {
    for module in modules { _ = define(module, atoms: atoms, capabilities: capabilities) }
    if let host = atoms.pointee.intern("Host"), let finish = atoms.pointee.intern("finish"),
      let number = native(host, finish, 1)
    {
      stubs[Cold.arityLimit + 9] = UInt64(number)
    }
  }

  /// Adds native functions, which calls by name find from now on; of a name that there is already, the
  /// new one counts.
  ///
  /// Those that need what is not granted get a body that raises: there is no other way to them.
  ///
  /// - Returns: Whether there was room for them, and for the atoms of their names.
  func define(
    _ module: NativeModule,
    atoms: AtomTableRef,
    capabilities: Capabilities
  ) -> Bool {
    guard let name = atoms.pointee.intern(module.name) else { return false }
    let atoms = UnsafeTransfer(atoms)
    return state.withLock { state in
      state.nativeModules.append(module)
      for native in module.functions {
        let number = state.nativeCount
        guard number < CodeRegistry.nativeLimit,
          let function = atoms.value.pointee.intern(native.name)
        else { return false }
        let key = Key(module: name, function: function, arity: native.parameters.count)
        (natives + number).initialize(
          to: NativeEntry(
            body: native.body(permittedBy: capabilities, atoms.value),
            module: name,
            name: function,
            arity: key.arity
          )
        )
        state.natives[key] = number
        state.nativeCount = number + 1
        // Release: whoever sees the number sees the entry.
        state.exports[key]?.pointee.native.store(number + 1, ordering: .releasing)
      }
      return true
    }
  }

  /// How many natives there are.
  var nativeCount: Int { state.withLock { $0.nativeCount } }

  /// The natives by module, with what is written about them.
  var nativeModules: [NativeModule] { state.withLock { $0.nativeModules } }

  /// The number of a native function, or nil.
  func native(_ module: Atom, _ function: Atom, _ arity: Int) -> Int? {
    state.withLock { $0.natives[Key(module: module, function: function, arity: arity)] }
  }

  /// The export of a name, made when there is none; its function may come later or never.
  func export(_ module: Atom, _ function: Atom, _ arity: Int) -> ExportRef {
    let key = Key(module: module, function: function, arity: arity)
    return state.withLock { UnsafeTransfer(export(key, &$0)) }.value
  }

  private func export(_ key: Key, _ state: inout State) -> ExportRef {
    if let export = state.exports[key] { return export }
    let export = ExportRef.allocate(capacity: 1)
    let stub = UnsafeMutablePointer<UInt64>.allocate(capacity: 2)
    stub[0] = Instruction(.tailCallRemote, live: key.arity).word
    stub[1] = UInt64(UInt(bitPattern: export))
    export.initialize(
      to: Export(
        module: key.module,
        function: key.function,
        arity: key.arity,
        code: Atomic(0),
        entry: Atomic(0),
        native: Atomic((state.natives[key] ?? -1) + 1),
        stub: stub
      )
    )
    state.exports[key] = export
    state.exportsOfModule[key.module, default: []].append(export)
    return export
  }

  /// Makes room for handlers and gives the number of the first; nil when there are too many.
  func addHandlers(_ added: [Handler]) -> Int? {
    state.withLock { state in
      guard state.handlerCount + added.count <= CodeRegistry.handlerLimit else { return nil }
      let first = state.handlerCount
      for (index, handler) in added.enumerated() { handlers[first + index] = handler }
      state.handlerCount += added.count
      return first
    }
  }

  /// Makes a version of a module the newest: calls that name it enter it from now on.
  ///
  /// As an addition it does not replace the functions that it lacks.
  func publish(
    _ module: LoadedModule,
    name: Atom,
    isAddition: Bool = false,
    _ traces: TraceTable,
    _ atoms: AtomTableRef
  ) {
    let atoms = UnsafeTransfer(atoms)
    state.withLock { state in
      state.modules[name] = module
      let start = UInt(bitPattern: module.code)
      let words = module.bytecode.code.count + module.bytecode.functions.count
      let version = (start: start, end: start + UInt(words * 8), module: module)
      let place = state.versions.firstIndex { $0.start > start } ?? state.versions.count
      state.versions.insert(version, at: place)
      // Nobody runs it yet.
      traces.adopt(module, atoms.value)
      module.route(traces)
      var defined: Set<ExportRef> = []
      for (index, function) in module.bytecode.functions.enumerated() where function.isExported {
        let entry = module.functions + index
        let export = export(
          Key(module: name, function: entry.pointee.name, arity: function.arity),
          &state
        )
        defined.insert(export)
        // Release: whoever sees the address sees the code.
        export.pointee.entry.store(UInt(bitPattern: entry), ordering: .releasing)
        export.pointee.code.store(UInt(bitPattern: entry.pointee.code), ordering: .releasing)
      }
      if isAddition { return }
      // What the new version lacks is undefined now.
      for export in state.exportsOfModule[name] ?? [] where !defined.contains(export) {
        export.pointee.code.store(0, ordering: .releasing)
        export.pointee.entry.store(0, ordering: .releasing)
      }
    }
  }

  /// Lets every function of a module be entered where `traces` says, while nothing runs code.
  func route(_ module: LoadedModule, _ traces: TraceTable) {
    state.withLock { state in
      module.route(traces)
      for (index, function) in module.bytecode.functions.enumerated() where function.isExported {
        let entry = module.functions + index
        let key = Key(
          module: entry.pointee.module,
          function: entry.pointee.name,
          arity: function.arity
        )
        guard let export = state.exports[key],
          export.pointee.entry.load(ordering: .relaxed) == UInt(bitPattern: entry)
        else { continue }
        export.pointee.code.store(UInt(bitPattern: entry.pointee.code), ordering: .releasing)
      }
    }
  }

  /// All versions of all modules.
  var allVersions: [LoadedModule] { state.withLock { $0.versions.map(\.module) } }

  /// The newest version of a module, or nil.
  func module(_ name: Atom) -> LoadedModule? { state.withLock { $0.modules[name] } }

  /// The names of all loaded modules.
  var moduleNames: [Atom] { state.withLock { Array($0.modules.keys) } }

  /// The module whose code holds an address, and the word's offset in it.
  func locate(_ pc: UnsafePointer<UInt64>) -> (module: LoadedModule, offset: Int)? {
    let address = UInt(bitPattern: pc)
    let found = state.withLock { state -> LoadedModule? in
      var low = 0
      var high = state.versions.count
      while low < high {
        let middle = (low + high) / 2
        if state.versions[middle].start <= address { low = middle + 1 } else { high = middle }
      }
      guard low > 0, address < state.versions[low - 1].end else { return nil }
      return state.versions[low - 1].module
    }
    guard let found else { return nil }
    let offset = pc - UnsafePointer(found.code)
    // Where a traced function is entered it is about to be.
    let behind = offset - found.bytecode.code.count
    return (found, behind < 0 ? offset : found.bytecode.functions[behind].entry)
  }
}

/// Carries a pointer out of a lock.
struct UnsafeTransfer<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

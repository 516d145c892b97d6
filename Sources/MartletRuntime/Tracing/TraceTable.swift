import MartletBytecode
import Synchronization

/// The traces of a machine, and the functions that they are about.
final class TraceTable: @unchecked Sendable {
  /// A function that is traced.
  struct Function {
    let entry: UnsafeMutablePointer<FunctionEntry>
    let module: LoadedModule
    var traces: [Trace]
  }

  private struct State {
    var traces: [UInt64: Trace] = [:]
    /// By the address of the function's code.
    var functions: [UInt: Function] = [:]
  }

  private let state = Mutex(State())

  /// The trace with a reference.
  func find(_ reference: Term) -> Trace? { state.withLock { $0.traces[reference.bits] } }

  /// All traces.
  var all: [Trace] { state.withLock { Array($0.traces.values) } }

  /// The function whose code begins at an address, if it is traced.
  func function(_ code: UnsafePointer<UInt64>) -> Function? {
    state.withLock { UnsafeTransfer($0.functions[UInt(bitPattern: code)]) }.value
  }

  /// Whether the function whose code begins at an address is traced.
  func isTraced(_ code: UnsafePointer<UInt64>) -> Bool {
    state.withLock { $0.functions[UInt(bitPattern: code)] != nil }
  }

  /// Adds a trace, and the functions of these modules that it is about.
  func add(_ trace: Trace, _ modules: [LoadedModule], _ atoms: AtomTableRef) {
    state.withLock { $0.traces[trace.reference.bits] = trace }
    for module in modules { adopt(module, atoms) }
  }

  /// Takes account of a module: its functions that are asked for are traced from now on.
  func adopt(_ module: LoadedModule, _ atoms: AtomTableRef) {
    let names = UnsafeTransfer(atoms)
    state.withLock { state in
      for trace in state.traces.values {
        for index in TraceTable.matches(trace.target, module, names.value) {
          let key = UInt(bitPattern: module.entry(index))
          var function =
            state.functions[key]
            ?? Function(entry: module.functions + index, module: module, traces: [])
          if !function.traces.contains(where: { $0 === trace }) { function.traces.append(trace) }
          state.functions[key] = function
        }
      }
    }
  }

  /// The functions of a module that a trace is about.
  static func matches(
    _ target: Trace.Target,
    _ module: LoadedModule,
    _ atoms: AtomTableRef
  ) -> [Int] {
    module.bytecode.functions.indices.filter { index in
      let entry = module.functions + index
      switch target {
      case .process: return false
      case .code(let code): return code == UInt(bitPattern: module.entry(index))
      case .functions(let name, let function, let arity):
        guard entry.pointee.module == name, arity == nil || entry.pointee.arity == arity else {
          return false
        }
        if let function { return entry.pointee.name == function }
        // Function values within others are not what one thinks of as a module's functions.
        // On bytes: that of strings is Foundation's where somebody imports it, and links all of it.
        return atoms.pointee.text(entry.pointee.name).utf8.firstRange(of: "-fn-".utf8) == nil
      }
    }
  }

  /// The names and arities of those functions, in the order of the newest module, each once.
  static func functions(
    _ target: Trace.Target,
    _ modules: [LoadedModule],
    _ atoms: AtomTableRef
  ) -> [(name: Atom, arity: Int)] {
    var result: [(name: Atom, arity: Int)] = []
    for module in modules.reversed() {
      for index in matches(target, module, atoms) {
        let entry = module.functions[index]
        let arity = entry.arity - entry.captured
        if result.contains(where: { $0.name == entry.name && $0.arity == arity }) { continue }
        result.append((entry.name, arity))
      }
    }
    return result
  }

  /// Forgets a trace; gives the modules that had functions with it.
  func remove(_ trace: Trace) -> [LoadedModule] {
    state.withLock { state in
      state.traces[trace.reference.bits] = nil
      var modules: [ObjectIdentifier: LoadedModule] = [:]
      for (key, function) in state.functions {
        guard function.traces.contains(where: { $0 === trace }) else { continue }
        let left = function.traces.filter { $0 !== trace }
        modules[ObjectIdentifier(function.module)] = function.module
        state.functions[key] =
          left.isEmpty
          ? nil : Function(entry: function.entry, module: function.module, traces: left)
      }
      return Array(modules.values)
    }
  }
}

// MARK: - Where functions are entered

extension LoadedModule {
  /// Where the code of a function begins.
  func entry(_ index: Int) -> UnsafePointer<UInt64> {
    UnsafePointer(code) + bytecode.functions[index].entry
  }

  /// Where callers enter a function that is traced: a word behind the code, see
  /// ``Opcode/traced``.
  func tracedEntry(_ index: Int) -> UnsafePointer<UInt64> {
    UnsafePointer(code) + (bytecode.code.count + index)
  }

  /// Writes the words by which functions are entered that are traced.
  func writeTracedEntries() {
    for (index, function) in bytecode.functions.enumerated() {
      let at = bytecode.code.count + index
      (code + at).initialize(
        to: Instruction(.traced, live: function.arity, a: 0, long: function.entry - at).word
      )
    }
  }

  /// Lets every function be entered where it should be from now on: by closures, and by the calls
  /// within the module.
  ///
  /// Nothing may run the code meanwhile.
  func route(_ traces: TraceTable) {
    var changed: [Int: Int] = [:]
    for index in bytecode.functions.indices {
      let plain = entry(index)
      let wanted = traces.isTraced(plain) ? tracedEntry(index) : plain
      if functions[index].code == wanted { continue }
      functions[index].code = wanted
      changed[bytecode.functions[index].entry] = wanted - UnsafePointer(code)
    }
    if changed.isEmpty { return }
    for function in bytecode.functions {
      var at = function.entry
      while at < function.entry + function.length {
        let instruction = Instruction(word: bytecode.code[at])
        guard let opcode = instruction.opcode,
          let length = Instruction.length(of: bytecode.code, at: at)
        else { break }
        if opcode == .call || opcode == .tailCall, let target = changed[at + instruction.long] {
          // The opcode stays: it may have become that of a pair.
          let distance = UInt64(UInt32(truncatingIfNeeded: target - at))
          code[at] = code[at] & 0xFFFF_FFFF | distance << 32
        }
        at += length
      }
    }
  }
}

extension CodeRegistry {
  /// Lets the functions of modules be entered where `traces` says; while nothing runs code.
  func route(_ modules: [LoadedModule], _ traces: TraceTable) {
    for module in modules { route(module, traces) }
  }

  /// All versions of a module.
  func versions(of name: String) -> [LoadedModule] { allVersions.filter { $0.name == name } }

  /// The function that an address belongs to.
  func entry(at address: UnsafePointer<UInt64>) -> FunctionEntry? {
    guard let (module, offset) = locate(address), let index = module.function(at: offset) else {
      return nil
    }
    return module.functions[index]
  }

  /// Whether a native function is what a trace is to be about.
  func hasNative(_ target: Trace.Target) -> Bool {
    guard case .functions(let module, let function, let arity) = target else { return false }
    return (0..<nativeCount).contains { number in
      natives[number].module == module && (function == nil || natives[number].name == function)
        && (arity == nil || natives[number].arity == arity)
    }
  }
}

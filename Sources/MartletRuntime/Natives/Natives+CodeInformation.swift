extension NativeModule {
  /// What there is to know about modules and their functions.
  static let codeInformation = NativeModule(
    "Code",
    [
      Native(
        "docs",
        "module",
        requires: .introspection,
        doc: """
          Gives what is written about a module and the functions that it exports, native ones
          included; loads the module when it is not loaded yet. `(:error, :enoent)` when there is
          none.

          `doc` is the text, `file` the file that the module was compiled from, and `functions` a
          list with `name`, `arity`, `parameters` and `doc` of each, in the order of their names;
          what is not there is nil. The parameters are those of the first clause, as the source has
          them.

          >> List.first(Code.docs(Queue).functions).name
          :delete
          >> Code.docs(NoSuchModuleHere)
          (:error, :enoent)
          """
      ) { call throws(Raise) in
        switch try findModule(call) {
        case .waiting: return .wait
        case .missing: return try notFound(call, .enoent)
        case .found(let module): return try call.make(module.documentationValue(call))
        }
      },
      Native(
        "exports",
        "module",
        requires: .introspection,
        doc: """
          Gives the names and numbers of parameters of the functions that a module exports, native
          ones included; loads the module when it is not loaded yet. `(:error, :enoent)` when there
          is none.

          >> List.member?(Code.exports(List), (:map, 2))
          true
          """
      ) { call throws(Raise) in
        switch try findModule(call) {
        case .waiting: return .wait
        case .missing: return try notFound(call, .enoent)
        case .found(let module):
          var names: [ProcessInformation.Value] = []
          for function in module.functions {
            let name = try call.atom(function.name)
            names.append(.tuple([.term(name), .term(Term(small: function.parameters.count))]))
          }
          return try call.make(.list(names))
        }
      },
      Native(
        "modules",
        requires: .introspection,
        doc: """
          Gives the names of all modules that can be had, in their order: those that are loaded or
          have native functions, those of the standard library, and those whose files are beside the
          program or on its paths.

          >> List.all?([List, Supervisor, Kernel]) { name in List.member?(Code.modules(), name) }
          true
          """
      ) { call throws(Raise) in try modules(call) },
      Native(
        "disassemble",
        "function",
        requires: .introspection,
        doc: """
          Gives the bytecode of a function value as text: `(:ok, text)`, or `(:error, :native)` when
          it is written in Swift, and `(:error, :undef)` when there is no such function.

          >> Code.disassemble(&List.reverse/1)
          (:error, :native)
          """
      ) { call throws(Raise) in try disassemble(call) },
      Native(
        "disassemble",
        "module",
        "function",
        "arity",
        requires: .introspection,
        doc: """
          Gives the bytecode of a function of a module as text, private ones too; loads the module
          when it is not loaded yet. See `Code.disassemble(function)`.

          >> let (:ok, text) = Code.disassemble(Queue, :size, 1); String.starts_with?(text, "fn size/1")
          true
          """
      ) { call throws(Raise) in
        guard call[0].isAtom, call[1].isAtom, call[2].isSmall, (0...255).contains(call[2].small)
        else { throw call.badarg }
        return try disassemble(call, call[0].atom, call[1].atom, call[2].small)
      },
    ]
  )

  private enum Found {
    case waiting
    case missing
    case found(ModuleInformation)
  }

  private static func findModule(_ call: NativeCall) throws(Raise) -> Found {
    guard call[0].isAtom else { throw call.badarg }
    if case .waiting = ModuleFinding.find(call, call[0].atom) { return .waiting }
    // Some have native functions alone.
    guard let module = ModuleInformation(call.machine, call[0].atom) else { return .missing }
    call.charge(module.functions.count)
    return .found(module)
  }

  private static func notFound(_ call: NativeCall, _ reason: Atom.Known) throws(Raise) -> Term {
    try call.reserve(3)
    return call.write { $0.tuple(.atom(.error), .atom(reason)) }
  }

  private static func modules(_ call: NativeCall) throws(Raise) -> Term {
    let hooks = call.machine.pointee.hooks
    guard let files = call.blocking({ hooks.listModules() }) else { return .wait }
    var names = Set(call.machine.pointee.code.moduleNames)
    for name in files + call.machine.pointee.code.nativeModules.map(\.name) {
      names.insert(try call.atom(name).atom)
    }
    // A file's own module has the file's name and can be called by nobody else.
    let shown = names.filter { name in
      let first = call.atoms.pointee[name].text.first ?? 0
      return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
    }
    let sorted = shown.sorted { call.atoms.pointee.compare($0, $1) < 0 }
    call.charge(names.count)
    return try call.listOfImmediates(sorted.map { Term($0) })
  }

  private static func disassemble(_ call: NativeCall) throws(Raise) -> Term {
    if call[0].isBox(.externalFunction) {
      let export = call[0].externalEntry
      return try disassemble(
        call,
        export.pointee.module,
        export.pointee.function,
        export.pointee.arity
      )
    }
    guard call[0].isBox(.closure) else { throw call.badarg }
    let place = UnsafeTransfer((call.machine, call[0].closureEntry))
    let text = call.blocking { () -> Result<String, Disassembly.Problem> in
      let (machine, entry) = place.value
      return Disassembly.text(machine, entry).map { .success($0) } ?? .failure(.undefined)
    }
    return try disassembled(call, text)
  }

  private static func disassemble(
    _ call: NativeCall,
    _ module: Atom,
    _ function: Atom,
    _ arity: Int
  ) throws(Raise) -> Term {
    let machine = UnsafeTransfer(call.machine)
    let text = call.blocking { () -> Result<String, Disassembly.Problem> in
      _ = ModuleFinding.load(machine.value, module)
      return Disassembly.text(machine.value, module, function, arity)
    }
    return try disassembled(call, text)
  }

  private static func disassembled(
    _ call: NativeCall,
    _ text: Result<String, Disassembly.Problem>?
  ) throws(Raise) -> Term {
    var call = call
    switch text {
    case nil: return .wait
    case .success(let text): return try call.ok(call.binary(text))
    case .failure(.undefined): return try notFound(call, .undef)
    case .failure(.native):
      let native = try call.atom("native")
      try call.reserve(3)
      return call.write { $0.tuple(.atom(.error), native) }
    }
  }
}

extension ModuleInformation {
  /// What `Code.docs` gives.
  fileprivate func documentationValue(
    _ call: NativeCall
  ) throws(Raise) -> ProcessInformation.Value {
    func text(_ text: String?) -> ProcessInformation.Value {
      text.map { .text(Array($0.utf8)) } ?? .term(.nil)
    }
    var values: [ProcessInformation.Value] = []
    for function in functions {
      values.append(
        .map([
          (.arity, .term(Term(small: function.parameters.count))),
          (.doc, text(function.documentation)),
          (.name, .term(try call.atom(function.name))),
          (.parameters, .list(function.parameters.map { text($0) })),
        ])
      )
    }
    return .map([
      (.doc, text(documentation)), (.file, text(file)), (.functions, .list(values)),
    ])
  }
}

extension NativeCall {
  /// Writes a value whose terms are immediates.
  func make(_ value: ProcessInformation.Value) throws(Raise) -> Term {
    let words = value.words
    let bytes = value.sharedBytes
    try reserve(words)
    guard Collector.reserveOffHeap(context, bytes: bytes, need: words, live: live) else {
      throw Raise(class: .kill)
    }
    charge(words / 16)
    let process = context.pointee.process
    process.pointee.outsideWords = process.pointee.outsideWords &+ UInt32(min(bytes / 8, 1 << 28))
    return write { writer in
      var list = OffHeapList()
      let term = value.write(&writer, nil, &list, machine.pointee.ledger)
      process.pointee.offHeap.append(list)
      return term
    }
  }
}

extension ProcessInformation.Value {
  /// The bytes of texts that are kept outside the heap.
  fileprivate var sharedBytes: Int {
    switch self {
    case .term, .number: 0
    case .text(let bytes): bytes.count > NativeCall.heapBinaryLimit ? bytes.count : 0
    case .list(let values), .tuple(let values): values.reduce(0) { $0 + $1.sharedBytes }
    case .map(let pairs): pairs.reduce(0) { $0 + $1.1.sharedBytes }
    }
  }
}

extension NativeModule {
  /// Modules and their loading; `stdlib/code.mt` has the rest.
  static let code = NativeModule(
    "Code",
    [
      Native(
        "ensure_loaded",
        "module",
        doc: """
          Finds and loads a module when it is not loaded yet, as the first call of one of its functions
          does: `(:ok, module)`, or `(:error, :enoent)` when there is none.

          >> Code.ensure_loaded(List)
          (:ok, List)
          >> Code.ensure_loaded(NoSuchModuleHere)
          (:error, :enoent)
          """
      ) { call throws(Raise) in
        guard call[0].isAtom else { throw call.badarg }
        switch ModuleFinding.find(call, call[0].atom) {
        case .waiting: return .wait
        case .loaded: return try call.ok(call[0])
        case .missing:
          try call.reserve(3)
          return call.write { $0.tuple(.atom(.error), .atom(.enoent)) }
        }
      },
      Native(
        "load_text",
        "text",
        "name",
        requires: .codeLoading,
        doc: """
          Compiles a text under a file's name and loads its modules: `(:ok, modules)`, or
          `(:error, messages)` with what is wrong, as the compiler shows it.

          >> Code.load_text("module Loaded { fn answer() { 42 } }", "loaded.mt")
          (:ok, [Loaded])
          """
      ) { call throws(Raise) in try loadText(&call) },
      Native(
        "compile_statement",
        "shell",
        "name",
        "text",
        "variables",
        "color",
        requires: .codeLoading,
        doc: """
          Internal: compiles and loads what was typed in a shell, where `variables` are the names bound
          there: `(:ok, module, definitions, messages)`, in which the module has the function `run` for
          what is to be evaluated or is nil; or `(:error, messages)`.
          """
      ) { call throws(Raise) in try compileStatement(&call) },
      Native(
        "loaded",
        requires: .introspection,
        doc: """
          The modules that are loaded, in the order of their names.

          >> List.member?(Code.loaded(), NoSuchModuleHere)
          false
          """
      ) { call throws(Raise) in
        let names = call.machine.pointee.code.moduleNames.sorted {
          call.atoms.pointee.compare($0, $1) < 0
        }
        call.charge(names.count)
        return try call.listOfImmediates(names.map { Term($0) })
      },
      Native(
        "function_info",
        "function",
        requires: .introspection,
        doc: """
          What a function value is: `(module, name, arity, captured)`, with the list of the values that
          it has taken along. A function that stands in another one has a name that is made from that
          one's.

          >> Code.function_info(&List.map/2)
          (List, :map, 2, [])
          """
      ) { call throws(Raise) in
        if call[0].isBox(.externalFunction) {
          let export = call[0].externalEntry
          try call.reserve(5)
          return call.write {
            $0.tuple([
              Term(export.pointee.module), Term(export.pointee.function),
              Term(small: export.pointee.arity), .emptyList,
            ])
          }
        }
        guard call[0].isClosure else { throw call.badarg }
        let entry = call[0].closureEntry
        let count = call[0].header.size - 1
        try call.reserve(5 + 2 * count)
        return call.write { writer in
          let captured = writer.list((0..<count).map { call[0].element($0 + 1) })
          return writer.tuple([
            Term(entry.pointee.module), Term(entry.pointee.name),
            Term(small: Int(call[0].header.aux)), captured,
          ])
        }
      },
      Native(
        "function_exported?",
        "module",
        "function",
        "arity",
        doc: """
          Whether a module that is loaded has a function that others may call.

          >> Code.function_exported?(List, :reverse, 1)
          true
          >> Code.function_exported?(List, :no_such_function, 1)
          false
          """
      ) { call throws(Raise) in
        guard call[0].isAtom, call[1].isAtom, call[2].isSmall, (0...255).contains(call[2].small)
        else { throw call.badarg }
        let module = call[0].atom
        let function = call[1].atom
        let arity = call[2].small
        let code = call.machine.pointee.code
        if code.native(module, function, arity) != nil { return .true }
        let name = call.atoms.pointee.text(function)
        return Term(
          code.module(module)?.bytecode.functions.contains {
            $0.isExported && $0.arity == arity && $0.name == name
          } ?? false
        )
      },
    ]
  )

  private static func loadText(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isBinary, call[1].isBinary else { throw call.badarg }
    let text = Array(Binaries.bytes(of: call[0]))
    let name = String(decoding: Binaries.bytes(of: call[1]), as: UTF8.self)
    let machine = UnsafeTransfer(call.machine)
    let loaded = call.blocking { () -> CompiledText in
      guard let compile = machine.value.pointee.hooks.compile else {
        return CompiledText(modules: nil, messages: "there is no compiler in this program")
      }
      let compiled = compile(name, text)
      for module in compiled.modules ?? [] {
        do throws(LoadError) {
          try Loader(machine: machine.value).load(module)
        } catch {
          return CompiledText(modules: nil, messages: error.description)
        }
      }
      return compiled
    }
    guard let loaded else { return .wait }
    guard let modules = loaded.modules else {
      let messages = call.keep(try call.binary(loaded.messages))
      try call.reserve(3)
      return call.write { $0.tuple(.atom(.error), call[messages]) }
    }
    var names: [Term] = []
    for module in modules { names.append(try call.atom(module.name)) }
    return try call.ok(call.listOfImmediates(names))
  }
}

import MartletBytecode

/// What others may call of a module, written in the language or native, and what is written about
/// it.
struct ModuleInformation {
  /// An exported function.
  struct Function {
    let name: String
    /// The source text of the parameters, of the first clause where there are several.
    let parameters: [String]
    let documentation: String?
  }

  /// The file that the module was compiled from, as traces show it; nil when there is none.
  let file: String?
  let documentation: String?
  /// In the order of their names, then of their numbers of parameters.
  let functions: [Function]

  /// Takes together what is known of a module; nil when it is neither loaded nor has natives.
  init?(_ machine: MachineRef, _ module: Atom) {
    let code = machine.pointee.code
    let name = machine.pointee.atoms.pointee.text(module)
    let nativeModules = code.nativeModules.filter { $0.name == name }
    // Of functions that were defined anew, the newest is told of.
    let natives = nativeModules.reversed().flatMap(\.functions)
    let loaded = code.module(module)?.bytecode
    if loaded == nil && natives.isEmpty { return nil }
    file = loaded?.file
    documentation =
      loaded?.documentation ?? nativeModules.last { $0.documentation != nil }?.documentation
    // What is no name, as the function of a file's expressions, is for the machine alone.
    let exported = (loaded?.functions ?? []).filter { $0.isExported && !$0.name.hasPrefix("<") }
    var functions = exported.map {
      Function(
        name: $0.name,
        parameters: $0.parameters.count == $0.arity
          ? $0.parameters : (0..<$0.arity).map { "_\($0 + 1)" },
        documentation: $0.documentation
      )
    }
    for native in natives {
      let isThere = functions.contains {
        $0.name == native.name && $0.parameters.count == native.parameters.count
      }
      if isThere { continue }
      functions.append(
        Function(
          name: native.name,
          parameters: native.parameters,
          documentation: native.documentation
        )
      )
    }
    functions.sort {
      $0.name == $1.name ? $0.parameters.count < $1.parameters.count : $0.name < $1.name
    }
    self.functions = functions
  }
}

/// The bytecode of single functions as text.
enum Disassembly {
  /// Why there is no text.
  enum Problem: Error {
    /// It is written in Swift.
    case native
    /// There is no such function.
    case undefined
  }

  /// The text of a function that a module has, private or not.
  static func text(
    _ machine: MachineRef,
    _ module: Atom,
    _ function: Atom,
    _ arity: Int
  ) -> Result<String, Problem> {
    let code = machine.pointee.code
    if let loaded = code.module(module) {
      let name = machine.pointee.atoms.pointee.text(function)
      let found = loaded.bytecode.functions.first {
        $0.name == name && $0.arity - $0.captured == arity
      }
      if let found { return .success(Disassembler(loaded.bytecode).text(of: found)) }
    }
    return .failure(code.native(module, function, arity) == nil ? .undefined : .native)
  }

  /// The text of the function of a closure, in the version of the module that made it.
  static func text(_ machine: MachineRef, _ entry: UnsafePointer<FunctionEntry>) -> String? {
    guard let (module, _) = machine.pointee.code.locate(entry.pointee.code),
      module.bytecode.functions.indices.contains(entry.pointee.number)
    else { return nil }
    let function = module.bytecode.functions[entry.pointee.number]
    return Disassembler(module.bytecode).text(of: function)
  }
}

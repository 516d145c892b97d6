/// The native functions, as the compiler has to know them.
///
/// Looking one up goes through the names, module by module: making a dictionary of all took each start
/// longer than the look-ups of a thousand calls.
public struct NativeTable: Sendable {
  private var signatures: [NativeSignature] = []
  private var modules: [(name: String, functions: Range<Int>)] = []

  /// Makes a table; functions of one module that stand side by side are found together.
  public init(_ signatures: [NativeSignature] = []) {
    self.signatures = signatures
    for (index, signature) in signatures.enumerated() {
      let module = signature.function.module
      if let last = modules.indices.last, modules[last].name == module {
        modules[last].functions = modules[last].functions.lowerBound..<index + 1
      } else {
        modules.append((module, index..<index + 1))
      }
    }
  }

  /// The function of a name, or nil.
  public subscript(function: FunctionName) -> NativeSignature? {
    for module in modules where module.name == function.module {
      for index in module.functions where signatures[index].function.arity == function.arity {
        if signatures[index].function.name == function.name { return signatures[index] }
      }
    }
    return nil
  }

  /// The functions of a module.
  public func functions(of module: String) -> [FunctionName] {
    modules.filter { $0.name == module }.flatMap { signatures[$0.functions].map(\.function) }
  }
}

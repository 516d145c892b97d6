extension NativeModule {
  /// Compiles a statement of a shell and loads its modules.
  static func compileStatement(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isSmall, call[4].isBoolean else { throw call.badarg }
    let name = String(decoding: try call.text(1), as: UTF8.self)
    let text = String(decoding: try call.text(2), as: UTF8.self)
    var variables: [String] = []
    var rest = call[3]
    while rest.isCons {
      guard rest.head.isAtom else { throw call.badarg }
      variables.append(call.atoms.pointee.text(rest.head.atom))
      rest = rest.tail
    }
    let statement = StatementText(
      shell: call[0].small,
      name: name,
      text: text,
      variables: variables,
      usesColor: call[4] == .true
    )
    let machine = UnsafeTransfer(call.machine)
    let compiled = call.blocking { () -> CompiledStatement in
      guard let compile = machine.value.pointee.hooks.compileStatement else {
        return CompiledStatement(modules: nil, messages: "there is no compiler in this program")
      }
      let compiled = compile(statement)
      let loader = Loader(machine: machine.value)
      do throws(LoadError) {
        for module in compiled.modules ?? [] { try loader.load(module) }
        for module in compiled.additions { try loader.load(module, isAddition: true) }
      } catch {
        return CompiledStatement(modules: nil, messages: error.description)
      }
      return compiled
    }
    guard let compiled else { return .wait }
    let messages = call.keep(try call.binary(compiled.messages))
    guard compiled.modules != nil else {
      try call.reserve(3)
      return call.write { $0.tuple(.atom(.error), call[messages]) }
    }
    let main: Term = if let main = compiled.main { try call.atom(main) } else { .nil }
    let definitions = call.keep(try call.list(of: compiled.definitions.map { Array($0.utf8) }))
    try call.reserve(5)
    return call.write { $0.tuple([.atom(.ok), main, call[definitions], call[messages]]) }
  }
}

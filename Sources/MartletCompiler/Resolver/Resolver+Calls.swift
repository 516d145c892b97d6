import MartletBytecode
import MartletSyntax

extension Resolver {
  /// Resolves the expressions that call or name functions.
  mutating func call(_ expression: Expression) -> Core {
    let line = line(expression.span)
    switch expression.kind {
    case .localCall(let name, let arguments):
      checkCount(arguments, name.span)
      return localCall(name, arguments)
    case .remoteCall(let module, let name, let arguments):
      checkCount(arguments, name.span)
      let arguments = arguments.map { self.expression($0) }
      return remoteCall(module.text, name, arguments)
    case .dynamicCall(let target, let name, let arguments):
      checkCount(arguments, name.span)
      let target = self.expression(target)
      let arguments = arguments.map { self.expression($0) }
      if case .atom(let module)? = target.constant { return remoteCall(module, name, arguments) }
      return Core(.callDynamic(target, name.text, arguments), self.line(name.span))
    case .valueCall(let callee, let arguments):
      checkCount(arguments, callee.span)
      let callee = self.expression(callee)
      return Core(.callValue(callee, arguments.map { self.expression($0) }), line)
    case .localCapture(let name, let arity): return localCapture(name, arity)
    case .remoteCapture(let module, let name, let arity):
      checkKnown(module.text, name, arity)
      return Core(
        .constant(.externalFunction(FunctionName(module.text, name.text, arity))),
        line
      )
    default: return Core(.constant(.atom("nil")), line)
    }
  }

  private mutating func checkCount(_ arguments: [Expression], _ span: SourceSpan) {
    guard arguments.count > Resolver.arityLimit else { return }
    // `print` alone takes any number, as a list.
    if source.text(in: span) == "print" { return }
    report(
      "too-many-arguments",
      "a call has at most \(Resolver.arityLimit) arguments, this one \(arguments.count)",
      span,
      notes: ["Pass a list, a map or a tuple instead."]
    )
  }

  // MARK: Local calls

  private mutating func localCall(_ name: Name, _ arguments: [Expression]) -> Core {
    let line = line(name.span)
    let arity = arguments.count
    if isGuard { return guardCall(name, arguments) }
    if let variable = context.lookUp(name.text) {
      let arguments = arguments.map { expression($0) }
      return Core(.callValue(Core(.variable(variable), line), arguments), line)
    }
    let resolved = arguments.map { expression($0) }
    if let index = ownFunction(name.text, arity) { return Core(.callLocal(index, resolved), line) }
    if let module = environment.outerFunctions[Signature(name.text, arity)] {
      return Core(.callRemote(FunctionName(module, name.text, arity), resolved), line)
    }
    if let kind = kernelCall(name.text, resolved) { return Core(kind, line) }
    undefinedFunction(name, arity)
    return Core(.constant(.atom("nil")), line)
  }

  private mutating func ownFunction(_ name: String, _ arity: Int) -> Int? {
    let signature = Signature(name, arity)
    guard let function = functions[signature] else { return nil }
    if function.index != context.root { functions[signature]?.isUsed = true }
    return function.index
  }

  private mutating func guardCall(_ name: Name, _ arguments: [Expression]) -> Core {
    let line = line(name.span)
    let function = FunctionName(CompilerEnvironment.kernel, name.text, arguments.count)
    let isKnown =
      Resolver.typeTests[name.text] != nil && arguments.count == 1
      || ["is_nil/1", "self/0"].contains("\(name.text)/\(arguments.count)")
      || Resolver.guardNatives.contains("\(name.text)/\(arguments.count)")
    let resolved = arguments.map { expression($0) }
    if isKnown || environment.natives[function]?.isGuard == true,
      let kind = kernelCall(name.text, resolved, isTrusted: true)
    {
      return Core(kind, line)
    }
    report(
      "not-a-guard",
      "`\(name.text)` cannot be called in a guard",
      name.span,
      label: functions[Signature(name.text, arguments.count)] == nil
        ? "" : "a function of this module",
      notes: [
        "Guards may call `is_…`, `length`, `byte_size`, `tuple_size`, `map_size`, `elem`, `hd`, "
          + "`tl`, `abs`, `self` and `node`; call others in the body."
      ]
    )
    return Core(.constant(.atom("nil")), line)
  }

  /// The tests of types and their instructions.
  static let typeTests: [String: Opcode] = [
    "is_integer": .ifInteger, "is_float": .ifFloat, "is_number": .ifNumber, "is_atom": .ifAtom,
    "is_boolean": .ifBoolean, "is_string": .ifBinary, "is_binary": .ifBinary,
    "is_tuple": .ifTuple, "is_list": .ifList, "is_map": .ifMap, "is_function": .ifFunction,
    "is_pid": .ifPid, "is_reference": .ifReference,
  ]

  /// The native functions that guards may call.
  static let guardNatives: Set<String> = [
    "length/1", "byte_size/1", "tuple_size/1", "map_size/1", "elem/2", "hd/1", "tl/1", "abs/1",
    "node/0", "node/1",
  ]

  /// A call of a function that is available everywhere; nil when there is none.
  private func kernelCall(
    _ name: String,
    _ arguments: [Core],
    isTrusted: Bool = false
  ) -> Core.Kind? {
    if arguments.count == 1 {
      if let opcode = Resolver.typeTests[name] { return .typeTest(opcode, arguments[0]) }
      if name == "is_nil" {
        return .compare(.identical, arguments[0], Core(.constant(.atom("nil")), 0))
      }
    }
    switch (name, arguments.count) {
    case ("self", 0): return .selfPid
    case ("send", 2): return .send(arguments[0], arguments[1])
    case ("raise", 1): return .raise(.value, arguments[0])
    case ("apply", 2), ("apply", 3): return .apply(arguments)
    case ("print", 1):
      return .native(FunctionName(CompilerEnvironment.kernel, "print", 1), arguments)
    case ("print", _):
      return .native(
        FunctionName(CompilerEnvironment.kernel, "print_values", 1),
        [list(arguments, nil, 0)]
      )
    default: break
    }
    let function = FunctionName(CompilerEnvironment.kernel, name, arguments.count)
    guard isTrusted || environment.natives[function] != nil, Resolver.isName(name) else {
      return nil
    }
    return .native(function, arguments)
  }

  private static func isName(_ name: String) -> Bool { name != "print_values" }

  private mutating func undefinedFunction(_ name: Name, _ arity: Int) {
    guard arity <= Resolver.arityLimit else { return }
    let own = (Array(functions.keys) + Array(environment.outerFunctions.keys))
      .filter { $0.name == name.text }.map(\.arity)
    let kernel = environment.natives.functions(of: CompilerEnvironment.kernel)
      .filter { $0.name == name.text }.map(\.arity)
    let arities = Set(own + kernel).sorted()
    var notes: [String] = []
    var fixIts: [Diagnostic.FixIt] = []
    var label = "no such function"
    if !arities.isEmpty {
      let list = arities.map { "`\(name.text)/\($0)`" }.joined(separator: ", ")
      label = "called with \(arity) argument\(arity == 1 ? "" : "s")"
      notes.append("There is \(list).")
    } else if fileFunctions.contains(Signature(name.text, arity)) {
      notes.append(
        "The file has this function outside modules; a module does not see it. "
          + "Move it into the module."
      )
    } else if let near = Suggestions.nearest(to: name.text, among: callableNames) {
      label = "did you mean `\(near)`?"
      fixIts.append(Diagnostic.FixIt(name.span, replacement: near, "write `\(near)`"))
    }
    report(
      "undefined-function",
      "there is no function `\(name.text)/\(arity)`",
      name.span,
      label: label,
      notes: notes,
      fixIts: fixIts
    )
  }

  private var callableNames: [String] {
    functions.keys.map(\.name) + environment.outerFunctions.keys.map(\.name)
      + environment.natives.functions(of: CompilerEnvironment.kernel).map(\.name)
      + Resolver.typeTests.keys + ["self", "send", "raise", "apply", "print"] + context.visibleNames
  }

  // MARK: Functions as values

  private mutating func localCapture(_ name: Name, _ arity: Int) -> Core {
    let line = line(name.span)
    if let index = ownFunction(name.text, arity) {
      return Core(.closure(index, captured: []), line)
    }
    let signature = Signature(name.text, arity)
    if let module = environment.outerFunctions[signature] {
      return Core(.constant(.externalFunction(FunctionName(module, name.text, arity))), line)
    }
    if let index = wrappers[signature] { return Core(.closure(index, captured: []), line) }
    guard arity <= Resolver.arityLimit else {
      undefinedFunction(name, arity)
      return Core(.constant(.atom("nil")), line)
    }
    let function = CoreFunction(
      name: "\(name.text)/\(arity)",
      arity: arity,
      isExported: false,
      line: line,
      span: name.span
    )
    let parameters = (0..<arity).map { _ in function.makeVariable("_", nil) }
    guard let kind = kernelCall(name.text, parameters.map { Core(.variable($0), line) }) else {
      undefinedFunction(name, arity)
      return Core(.constant(.atom("nil")), line)
    }
    function.parameters = parameters
    function.isClosure = true
    function.clauses = [
      CoreClause(
        patterns: parameters.map { _ in .any },
        condition: nil,
        body: Core(kind, line),
        line: line,
        span: nil
      )
    ]
    let index = module.functions.count
    module.functions.append(function)
    wrappers[signature] = index
    return Core(.closure(index, captured: []), line)
  }

  // MARK: Calls of other modules

  private mutating func remoteCall(_ module: String, _ name: Name, _ arguments: [Core]) -> Core {
    let line = line(name.span)
    if module == CompilerEnvironment.kernel, let kind = kernelCall(name.text, arguments) {
      return Core(kind, line)
    }
    let function = FunctionName(module, name.text, arguments.count)
    if environment.natives[function] != nil { return Core(.native(function, arguments), line) }
    checkKnown(module, name, arguments.count)
    if let expectation = Expectation(of: function, arguments, environment) {
      return Core(.callRemote(expectation.function, expectation.arguments), line)
    }
    return Core(.callRemote(function, arguments), line)
  }

  /// Warns about a function that a module known now does not have.
  private mutating func checkKnown(_ module: String, _ name: Name, _ arity: Int) {
    if environment.natives[FunctionName(module, name.text, arity)] != nil { return }
    guard let known = exports[module] ?? environment.knownModules[module] else { return }
    let signature = Signature(name.text, arity)
    if known.contains(signature) { return }
    var label = "calling it raises `:undef`"
    var notes: [String] = []
    var fixIts: [Diagnostic.FixIt] = []
    let arities = known.filter { $0.name == name.text }.map(\.arity).sorted()
    if privates[module]?.contains(signature) == true {
      label = "private to `\(module)`"
      notes.append(
        module == self.module.name
          ? "Within the module, call it without the module's name: `\(name.text)(…)`."
          : "Take `private` away, or call a function that `\(module)` offers."
      )
    } else if !arities.isEmpty {
      let list = arities.map { "`\(module).\(name.text)/\($0)`" }.joined(separator: ", ")
      notes.append("There is \(list).")
    } else if let near = Suggestions.nearest(to: name.text, among: known.map(\.name)) {
      label = "did you mean `\(near)`?"
      fixIts.append(Diagnostic.FixIt(name.span, replacement: near, "write `\(near)`"))
    }
    let isPrivate = privates[module]?.contains(signature) == true
    report(
      "undefined-function",
      isPrivate
        ? "`\(module).\(name.text)/\(arity)` is private"
        : "there is no function `\(module).\(name.text)/\(arity)`",
      name.span,
      label: label,
      notes: notes,
      fixIts: fixIts,
      severity: .warning
    )
  }
}

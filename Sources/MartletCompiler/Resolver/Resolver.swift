import MartletBytecode
import MartletSyntax

/// Gives every name its meaning: turns a syntax tree into the core language and reports what is
/// wrong with it.
struct Resolver {
  /// What identifies a function within its module.
  typealias Signature = CompilerEnvironment.Export

  /// A function of the module being resolved.
  struct Declared {
    var index: Int
    var isPrivate: Bool
    var span: SourceSpan
    var isUsed = false
  }

  /// A constant of the module being resolved.
  struct DeclaredConstant {
    var value: Constant
    var span: SourceSpan
    var isUsed = false
  }

  let file: SourceFile
  let source: SourceText
  let environment: CompilerEnvironment
  var diagnostics: [Diagnostic] = []
  /// What the modules of the file export, and what they keep to themselves.
  var exports: [String: Set<Signature>] = [:]
  var privates: [String: Set<Signature>] = [:]
  /// The functions outside modules, which modules cannot see.
  var fileFunctions: Set<Signature> = []
  /// The variables of the script, which functions cannot see.
  var scriptNames: Set<String> = []

  // The module in progress.
  var module = CoreModule(name: "", documentation: nil)
  var functions: [Signature: Declared] = [:]
  var constants: [String: DeclaredConstant] = [:]
  var wrappers: [Signature: Int] = [:]
  var closureCounts: [Int: Int] = [:]
  var context = FunctionContext(
    CoreFunction(name: "", arity: 0, isExported: false, line: 1, span: SourceSpan(0, 0)),
    parent: nil,
    root: 0
  )
  /// Whether what is resolved is a guard.
  var isGuard = false

  /// Makes a resolver of a file.
  init(file: SourceFile, source: SourceText, environment: CompilerEnvironment) {
    self.file = file
    self.source = source
    self.environment = environment
  }

  /// Resolves the whole file.
  mutating func resolve() -> [CoreModule] {
    var fileClauses: [FunctionClause] = []
    var script: [BlockItem] = []
    var declarations: [ModuleDeclaration] = []
    var seen: [String: SourceSpan] = [:]
    for item in file.items {
      switch item {
      case .module(let declaration):
        if let first = seen[declaration.name.text] {
          report(
            "duplicate-module",
            "module `\(declaration.name.text)` is defined twice",
            declaration.name.span,
            label: "the second definition",
            secondary: [Diagnostic.Label(first, "the first one")]
          )
        }
        seen[declaration.name.text] = declaration.name.span
        declarations.append(declaration)
      case .function(let clause): fileClauses.append(clause)
      case .script(let item): script.append(item)
      }
    }
    collectExports(declarations, fileClauses, script)
    var modules: [CoreModule] = []
    for declaration in declarations {
      var clauses: [FunctionClause] = []
      var constants: [ConstantDeclaration] = []
      for member in declaration.members {
        switch member {
        case .function(let clause): clauses.append(clause)
        case .constant(let constant): constants.append(constant)
        }
      }
      modules.append(
        resolveModule(
          declaration.name.text,
          declaration.documentation,
          clauses,
          constants,
          script: nil
        )
      )
    }
    if !fileClauses.isEmpty || !script.isEmpty {
      modules.append(
        resolveModule(fileModuleName, nil, fileClauses, [], script: script.isEmpty ? nil : script)
      )
    }
    return modules
  }

  /// The name of the module that holds what stands outside modules.
  private var fileModuleName: String {
    let base = source.name.split(separator: "/").last.map(String.init) ?? source.name
    return base.hasSuffix(".mt") ? String(base.dropLast(3)) : base
  }

  private mutating func collectExports(
    _ declarations: [ModuleDeclaration],
    _ fileClauses: [FunctionClause],
    _ script: [BlockItem]
  ) {
    for declaration in declarations {
      var exported: Set<Signature> = []
      var hidden: Set<Signature> = []
      for case .function(let clause) in declaration.members {
        let signature = Signature(clause.name.text, clause.arity)
        if clause.isPrivate { hidden.insert(signature) } else { exported.insert(signature) }
      }
      exports[declaration.name.text] = exported
      privates[declaration.name.text] = hidden
    }
    for clause in fileClauses {
      fileFunctions.insert(Signature(clause.name.text, clause.arity))
    }
    for case .binding(let binding) in script { binding.pattern.collectNames(&scriptNames) }
    scriptNames.formUnion(environment.outerVariables)
  }

  // MARK: Modules

  private mutating func resolveModule(
    _ name: String,
    _ documentation: String?,
    _ clauses: [FunctionClause],
    _ declaredConstants: [ConstantDeclaration],
    script: [BlockItem]?
  ) -> CoreModule {
    module = CoreModule(name: name, documentation: documentation)
    functions = [:]
    constants = [:]
    wrappers = [:]
    closureCounts = [:]
    for constant in declaredConstants { declare(constant) }
    var groups: [(signature: Signature, clauses: [FunctionClause])] = []
    var indices: [Signature: Int] = [:]
    for clause in clauses {
      let signature = Signature(clause.name.text, clause.arity)
      if let index = indices[signature] {
        check(clause, against: groups[index].clauses, isAdjacent: index == groups.count - 1)
        groups[index].clauses.append(clause)
        continue
      }
      indices[signature] = groups.count
      groups.append((signature, [clause]))
      declare(clause, signature)
    }
    for (index, group) in groups.enumerated() {
      resolveFunction(module.functions[index], index, group.clauses)
    }
    if let script { resolveScript(script) }
    reportUnused()
    return module
  }

  private mutating func declare(_ clause: FunctionClause, _ signature: Signature) {
    let function = CoreFunction(
      name: clause.name.text,
      arity: clause.arity,
      isExported: !clause.isPrivate,
      line: line(clause.name.span),
      span: clause.headSpan
    )
    function.documentation = clause.documentation
    function.parameterNames = clause.parameters.map { source.text(in: $0.span) }
    functions[signature] = Declared(
      index: module.functions.count,
      isPrivate: clause.isPrivate,
      span: clause.name.span
    )
    module.functions.append(function)
    if clause.arity > Resolver.arityLimit {
      report(
        "too-many-parameters",
        "`\(clause.name.text)` has \(clause.arity) parameters; \(Resolver.arityLimit) are the most",
        clause.headSpan,
        notes: ["Pass a map or a tuple instead."]
      )
    }
  }

  /// The name of the function that holds a file's expressions.
  static let scriptFunction = "<main>"

  /// The most arguments and captured values that a function can have.
  static let arityLimit = 200

  private mutating func check(
    _ clause: FunctionClause,
    against earlier: [FunctionClause],
    isAdjacent: Bool
  ) {
    guard let first = earlier.first, let last = earlier.last else { return }
    let name = "\(clause.name.text)/\(clause.arity)"
    if !isAdjacent {
      report(
        "scattered-clauses",
        "the clauses of `\(name)` do not stand together",
        clause.name.span,
        label: "this clause belongs to the function above",
        secondary: [Diagnostic.Label(last.name.span, "the clause before it")],
        notes: ["Move it directly below the others: clauses are tried in order."],
        severity: .warning
      )
    }
    if clause.isPrivate != first.isPrivate {
      report(
        "private-disagreement",
        "some clauses of `\(name)` are private and some are not",
        clause.privateSpan ?? clause.name.span,
        label: clause.isPrivate ? "private here" : "not private here",
        secondary: [
          Diagnostic.Label(
            first.privateSpan ?? first.name.span,
            first.isPrivate ? "private" : "not private"
          )
        ],
        notes: ["Write `private` before all clauses of a function or before none."]
      )
    }
  }

  private mutating func declare(_ constant: ConstantDeclaration) {
    // What is no literal must not leave anything in the module.
    let outer = module
    module = CoreModule(name: outer.name, documentation: nil)
    let function = CoreFunction(
      name: constant.name.text,
      arity: 0,
      isExported: false,
      line: 1,
      span: constant.span
    )
    module.functions = [function]
    context = FunctionContext(function, parent: nil, root: 0)
    let core = expression(constant.value)
    module = outer
    wrappers = [:]
    guard case .constant(let value) = core.kind else {
      report(
        "constant-not-literal",
        "the constant `\(constant.name.text)` is not a literal",
        constant.value.span,
        label: "this has to be computed",
        notes: [
          "A constant is made of literals alone; make it a function: `fn \(constant.name.text)() { … }`."
        ]
      )
      constants[constant.name.text] = DeclaredConstant(
        value: .atom("nil"),
        span: constant.name.span,
        isUsed: true
      )
      return
    }
    if let first = constants[constant.name.text] {
      report(
        "duplicate-constant",
        "the constant `\(constant.name.text)` is defined twice",
        constant.name.span,
        secondary: [Diagnostic.Label(first.span, "the first one")]
      )
    }
    constants[constant.name.text] = DeclaredConstant(value: value, span: constant.name.span)
  }

  // MARK: Functions

  private mutating func resolveFunction(
    _ function: CoreFunction,
    _ index: Int,
    _ clauses: [FunctionClause]
  ) {
    context = FunctionContext(function, parent: nil, root: index)
    for _ in 0..<function.arity { function.parameters.append(function.makeVariable("", nil)) }
    for clause in clauses {
      context.beginScope()
      let patterns = patterns(clause.parameters)
      let condition = clause.guardCondition.map { guardExpression($0) }
      let body = block(clause.body)
      context.endScope()
      function.clauses.append(
        CoreClause(
          patterns: patterns,
          condition: condition,
          body: body,
          line: line(clause.span),
          span: clause.headSpan
        )
      )
    }
    warnUnused(function)
  }

  private mutating func resolveScript(_ items: [BlockItem]) {
    let line = items.first.map { self.line($0.span) } ?? 1
    let function = CoreFunction(
      name: Resolver.scriptFunction,
      arity: 0,
      isExported: true,
      line: line,
      span: file.span.start
    )
    let index = module.functions.count
    module.functions.append(function)
    context = FunctionContext(function, parent: nil, root: index)
    let body = sequence(items, line)
    function.clauses = [
      CoreClause(patterns: [], condition: nil, body: body, line: line, span: nil)
    ]
    warnUnused(function)
  }

  // MARK: Messages

  /// The line in which a span begins.
  func line(_ span: SourceSpan) -> Int { source.line(at: span.lower) }

  /// Adds a message.
  mutating func report(
    _ code: String,
    _ message: String,
    _ span: SourceSpan,
    label: String = "",
    secondary: [Diagnostic.Label] = [],
    notes: [String] = [],
    fixIts: [Diagnostic.FixIt] = [],
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(
      Diagnostic(
        code: code,
        severity: severity,
        message: message,
        at: span,
        label: label,
        secondary: secondary,
        notes: notes,
        fixIts: fixIts
      )
    )
  }

  /// Warns about the variables of a function that nobody reads.
  mutating func warnUnused(_ function: CoreFunction) {
    for variable in function.variables
    where !variable.isUsed && !variable.name.hasPrefix("_") {
      guard let span = variable.span else { continue }
      report(
        "unused-variable",
        "`\(variable.name)` is never used",
        span,
        fixIts: [
          Diagnostic.FixIt(
            span,
            replacement: "_" + variable.name,
            "write `_\(variable.name)` if that is meant"
          )
        ],
        severity: .warning
      )
    }
  }

  private mutating func reportUnused() {
    for (signature, function) in functions where function.isPrivate && !function.isUsed {
      report(
        "unused-function",
        "the private function `\(signature.name)/\(signature.arity)` is never used",
        function.span,
        severity: .warning
      )
    }
    for (name, constant) in constants where !constant.isUsed && !name.hasPrefix("_") {
      report(
        "unused-constant",
        "the constant `\(name)` is never used",
        constant.span,
        severity: .warning
      )
    }
  }
}

extension MartletSyntax.Pattern {
  /// Adds the names that the pattern binds.
  package func collectNames(_ names: inout Set<String>) {
    switch kind {
    case .variable(let name): names.insert(name)
    case .tuple(let elements): for element in elements { element.collectNames(&names) }
    case .list(let elements, let tail):
      for element in elements { element.collectNames(&names) }
      tail?.collectNames(&names)
    case .map(let entries): for entry in entries { entry.value.collectNames(&names) }
    case .binary(let segments): for segment in segments { segment.value.collectNames(&names) }
    case .prefix(_, let rest): rest.collectNames(&names)
    case .alias(let inner, let name):
      names.insert(name.text)
      inner.collectNames(&names)
    default: break
    }
  }
}

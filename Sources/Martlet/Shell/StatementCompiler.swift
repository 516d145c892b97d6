import MartletBytecode
import MartletCompiler
import MartletRuntime
import MartletSyntax
import Synchronization

/// Compiles what is typed in interactive shells, statement by statement.
///
/// The expressions of a statement become a function of the shell's variables, which gives its value
/// and the variables that it binds:
///
/// ```
/// let y = x + 1; y * 2
///
/// module Shell.Statement1 {
///   fn run(%{x: x}) { let y = x + 1; let value = y * 2; (:"$done", value, %{y: y}) }
/// }
/// ```
///
/// Each function becomes a module of its own; all of a shell bear one name and add to each other, so
/// that each can be defined anew and the others call the newest one. Modules are compiled as they are.
public final class StatementCompiler: Sendable {
  private struct State {
    /// The functions that were defined in each shell.
    var functions: [Int: Set<CompilerEnvironment.Export>] = [:]
    /// The statements typed last, for reports that show their lines.
    var sources: [SourceText] = []
  }

  /// How many statements' texts are kept.
  private static let sourceLimit = 400
  /// The module of the functions that every shell offers.
  private static let helpers = "Shell.Helpers"

  private let pipeline: Pipeline
  private let state = Mutex(State())
  private let helperExports: Mutex<Set<CompilerEnvironment.Export>?> = Mutex(nil)

  /// Makes a compiler that finds modules as `pipeline` does.
  public init(pipeline: Pipeline) { self.pipeline = pipeline }

  /// Returns what became of a statement.
  public func compile(_ statement: StatementText) -> CompiledStatement {
    var source = SourceText(name: statement.name, statement.text)
    let helpers = knownHelpers()
    if let text = HelperArguments.rewritten(
      source,
      helpers: helpers,
      variables: Set(statement.variables)
    ) {
      source = SourceText(name: statement.name, text)
    }
    remember(source)
    let parsed = pipeline.parse(source)
    var work = Work(
      statement: statement,
      source: source,
      renderer: DiagnosticRenderer(source, usesColor: statement.usesColor)
    )
    work.add(parsed.diagnostics)
    if parsed.hasErrors { return work.failure }
    let items = StatementItems(parsed.file)
    let functions = (state.withLock { $0.functions[statement.shell] } ?? [])
      .union(items.functions.map(\.signature))
    var environment = CompilerEnvironment(
      natives: pipeline.natives,
      knownModules: KnownModules.exports(
        usedIn: source,
        finder: pipeline.finder,
        natives: pipeline.natives
      )
    )
    environment.outerVariables = Set(statement.variables).union(items.names)
    for helper in helpers { environment.outerFunctions[helper] = Self.helpers }
    for function in functions { environment.outerFunctions[function] = work.functionsModule }

    work.compile(items, environment)
    if work.hasErrors { return work.failure }
    state.withLock { $0.functions[statement.shell] = functions }
    return work.success(items)
  }

  /// Returns the text of a statement by the name that messages call it; of several shells, the one that
  /// was typed last.
  public func source(named name: String) -> SourceText? {
    state.withLock { state in state.sources.last { $0.name == name } }
  }

  private func remember(_ source: SourceText) {
    state.withLock { state in
      state.sources.append(source)
      if state.sources.count > Self.sourceLimit { state.sources.removeFirst() }
    }
  }

  private func knownHelpers() -> Set<CompilerEnvironment.Export> {
    helperExports.withLock { known in
      if let known { return known }
      let found = try? pipeline.finder.findInStdlib(Self.helpers)
      let exports = found.map { KnownModules.exports(of: Self.helpers, $0) } ?? []
      known = exports
      return exports
    }
  }
}

/// The parts of a statement.
private struct StatementItems {
  /// The clauses of one function.
  struct Function {
    var signature: CompilerEnvironment.Export
    var clauses: [FunctionClause]
  }

  var modules: [ModuleDeclaration] = []
  var functions: [Function] = []
  var script: [BlockItem] = []
  /// The names that the script binds, each once.
  var names: [String] = []

  init(_ file: SourceFile) {
    for item in file.items {
      switch item {
      case .module(let module): modules.append(module)
      case .script(let item): script.append(item)
      case .function(let clause):
        let signature = CompilerEnvironment.Export(clause.name.text, clause.arity)
        if let index = functions.firstIndex(where: { $0.signature == signature }) {
          functions[index].clauses.append(clause)
        } else {
          functions.append(Function(signature: signature, clauses: [clause]))
        }
      }
    }
    var bound: Set<String> = []
    for case .binding(let binding) in script { binding.pattern.collectNames(&bound) }
    names = bound.sorted()
  }
}

/// One statement on its way.
private struct Work {
  let statement: StatementText
  let source: SourceText
  let renderer: DiagnosticRenderer
  private(set) var diagnostics: [Diagnostic] = []
  private var modules: [BytecodeModule] = []
  private var additions: [BytecodeModule] = []
  private var main: String?

  init(statement: StatementText, source: SourceText, renderer: DiagnosticRenderer) {
    self.statement = statement
    self.source = source
    self.renderer = renderer
  }

  /// The module that holds the functions of the shell.
  var functionsModule: String { "Shell.Session\(statement.shell)" }

  var hasErrors: Bool { diagnostics.contains(where: \.isError) }

  var failure: CompiledStatement { CompiledStatement(modules: nil, messages: messages) }

  private var messages: String { renderer.render(diagnostics) }

  func success(_ items: StatementItems) -> CompiledStatement {
    CompiledStatement(
      modules: modules,
      additions: additions,
      main: main,
      definitions: items.modules.map { "module \($0.name.text)" }
        + items.functions.map { "\($0.signature.name)/\($0.signature.arity)" },
      messages: messages
    )
  }

  /// Adds what there is to say, but for what it says of code that nobody has written.
  mutating func add(_ diagnostics: [Diagnostic]) {
    self.diagnostics += diagnostics.filter { $0.primary.span != Self.nowhere || $0.isError }
  }

  /// Where code stands that nobody has written.
  private static let nowhere = SourceSpan(0, 0)

  mutating func compile(_ items: StatementItems, _ environment: CompilerEnvironment) {
    if !items.modules.isEmpty {
      modules += compile(items.modules, environment)
    }
    for function in items.functions {
      // What is private here could not be called by the next statement.
      let module = ModuleDeclaration(
        name: ModuleName(functionsModule, Self.nowhere),
        members: function.clauses.map { .function($0.shared) },
        documentation: nil,
        span: source.span
      )
      additions += compile([module], environment)
    }
    guard !items.script.isEmpty else { return }
    let name = "Shell.Statement\(statement.shell)"
    let module = ModuleDeclaration(
      name: ModuleName(name, Self.nowhere),
      members: [.function(run(items))],
      documentation: nil,
      span: source.span
    )
    modules += compile([module], environment)
    main = name
  }

  private mutating func compile(
    _ modules: [ModuleDeclaration],
    _ environment: CompilerEnvironment
  ) -> [BytecodeModule] {
    let file = SourceFile(modules.map { .module($0) }, source.span)
    let (compiled, diagnostics) = Compiler.compile(file, source: source, environment: environment)
    add(diagnostics)
    return compiled
  }

  // MARK: The function of the variables

  private func run(_ items: StatementItems) -> FunctionClause {
    var body = items.script
    let value = Expression(.variable(Self.valueName), Self.nowhere)
    switch body.removeLast() {
    case .expression(let expression): body.append(.binding(bind(Self.valueName, expression)))
    case .binding(let binding):
      // A `let` is no operand, so its value gets a name of its own first.
      body.append(.binding(bind(Self.valueName, binding.value)))
      body.append(
        .binding(
          LetBinding(
            pattern: binding.pattern,
            value: Expression(.variable(Self.valueName), binding.value.span),
            elseArms: binding.elseArms,
            span: binding.span
          )
        )
      )
    }
    let bound = items.names.map { MapEntry(key: atom($0), value: variable($0)) }
    let result = Expression(
      .tuple([atom("$done"), value, Expression(.map(bound), Self.nowhere)]),
      Self.nowhere
    )
    body.append(.expression(result))
    let used = namesInText()
    let inputs = statement.variables.filter(used.contains).sorted().map { name in
      MapPatternEntry(
        key: Pattern(.atom(name), Self.nowhere),
        value: Pattern(.variable(name), Self.nowhere)
      )
    }
    return FunctionClause(
      name: Name("run", Self.nowhere),
      parameters: [Pattern(.map(inputs), Self.nowhere)],
      guard: nil,
      body: Block(body, source.span),
      privateSpan: nil,
      documentation: nil,
      span: source.span,
      headSpan: Self.nowhere
    )
  }

  /// No name that can be typed.
  private static let valueName = "_ value"

  private func bind(_ name: String, _ value: Expression) -> LetBinding {
    LetBinding(
      pattern: Pattern(.variable(name), Self.nowhere),
      value: value,
      elseArms: nil,
      span: value.span
    )
  }

  private func atom(_ text: String) -> Expression { Expression(.atom(text), Self.nowhere) }

  private func variable(_ name: String) -> Expression {
    Expression(.variable(name), Self.nowhere)
  }

  private func namesInText() -> Set<String> {
    var names: Set<String> = []
    for token in Lexer.tokenize(source).tokens where token.kind == .name {
      names.insert(source.text(in: token.span))
    }
    return names
  }
}

extension FunctionClause {
  /// The clause without `private`.
  fileprivate var shared: FunctionClause {
    FunctionClause(
      name: name,
      parameters: parameters,
      guard: guardCondition,
      body: body,
      privateSpan: nil,
      documentation: documentation,
      span: span,
      headSpan: headSpan
    )
  }
}

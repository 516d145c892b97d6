import MartletBytecode
@_exported import MartletEmbedding
import MartletRuntime
import MartletSyntax
import Synchronization

/// A virtual machine inside a Swift program: supervised, sandboxed, preempted scripts.
///
/// ```swift
/// let vm = try VirtualMachine(.init(capabilities: [.clock]))
/// try vm.load(source: "module Rules { fn total(order) { order.price * order.count } }", named: "rules.mt")
/// let total: Int = try await vm.call("Rules", "total", with: [order])
/// await vm.shutdown()
/// ```
///
/// Nothing is allowed unless granted by ``MartletEmbedding/BytecodeMachine/Configuration/capabilities``.
public final class VirtualMachine: BytecodeMachine, @unchecked Sendable {
  private let compiler: ScriptCompiler
  private let evaluations = Mutex(Evaluations())

  /// The texts that were evaluated.
  private struct Evaluations {
    /// How many modules of texts are found again.
    static let limit = 256

    var number = 0
    var modules: [String: String] = [:]
  }

  /// Makes a machine and starts it.
  ///
  /// - Parameter configuration: The settings.
  /// - Throws: `systemLimit` when the system has no thread for it, or the host modules have no room.
  public init(_ configuration: Configuration = Configuration()) throws(VirtualMachineError) {
    let compiler = ScriptCompiler(searchPaths: configuration.searchPaths)
    self.compiler = compiler
    let statements = StatementCompiler(pipeline: Pipeline(finder: compiler.finder))
    try super.init(
      configuration,
      hooks: MachineHooks(
        arguments: configuration.arguments,
        findModule: { compiler.modules(named: $0) },
        compile: { name, text in
          let compilation = compiler.compile(SourceText(name: name, bytes: text))
          return CompiledText(
            modules: compilation.hasErrors ? nil : compilation.modules,
            messages: DiagnosticRenderer(compilation.source).render(compilation.diagnostics)
          )
        },
        compileStatement: { statements.compile($0) },
        listModules: { compiler.finder.moduleNames }
      )
    )
  }

  /// Compiles a text and loads its modules, as newest versions where they are loaded already.
  ///
  /// Calls that name a module's functions enter the new version from then on; processes that run the old
  /// one go on in it until they call by name. Expressions outside of modules are not run.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - name: What messages and traces call it, such as `rules.mt`.
  ///   - names: The modules that it may have, so that the text of somebody else replaces no others; nil for
  ///     any.
  /// - Returns: The names of the modules.
  /// - Throws: `compilation` when the text has errors, `loading` when a module is not permitted, in which cases
  ///   nothing has changed; `loading` when there is no room for the code.
  @discardableResult
  public func load(
    source: String,
    named name: String,
    permitting names: Set<String>? = nil
  ) throws(VirtualMachineError) -> [String] {
    try load(compile(SourceText(name: name, source)), permitting: names)
  }

  /// Compiles a file and loads its modules; see ``load(source:named:permitting:)``.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - names: The modules that it may have; nil for any.
  /// - Returns: The names of the modules.
  /// - Throws: `loading` when the file cannot be read; otherwise as ``load(source:named:permitting:)``.
  @discardableResult
  public func load(
    file path: String,
    permitting names: Set<String>? = nil
  ) throws(VirtualMachineError) -> [String] {
    let text: SourceText
    do throws(SourceReadError) {
      text = try SourceReader.read(path)
    } catch { throw .loading(error.description) }
    return try load(compile(text), permitting: names)
  }

  /// Runs a text in a process of its own, and waits for the value of its last expression.
  ///
  /// The code of each new text is kept as long as the machine: what changes from time to time should be the
  /// argument of a function.
  ///
  /// - Parameters:
  ///   - text: The text: expressions, and modules that they use.
  ///   - timeout: How long it may take; nil for as long as it likes.
  ///   - options: What else is said about the process.
  ///   - type: What the value is decoded to, as ``MartletEmbedding/ValueDecoder`` says.
  /// - Returns: The value.
  /// - Throws: `compilation` when the text has errors, otherwise as
  ///   ``MartletEmbedding/BytecodeMachine/call(_:_:with:timeout:options:as:)``.
  public func evaluate<Result: Decodable & Sendable>(
    _ text: String,
    timeout: Duration? = nil,
    options: SpawnOptions = SpawnOptions(),
    as type: Result.Type = Result.self
  ) async throws(VirtualMachineError) -> Result {
    let value: Value = try await evaluate(text, timeout: timeout, options: options)
    return try decode(type, value)
  }

  /// Runs a text in a process of its own, and waits for the value of its last expression.
  ///
  /// The code of each new text is kept as long as the machine: what changes from time to time should be the
  /// argument of a function.
  ///
  /// - Parameters:
  ///   - text: The text: expressions, and modules that they use.
  ///   - timeout: How long it may take; nil for as long as it likes.
  ///   - options: What else is said about the process.
  /// - Returns: The value.
  /// - Throws: `compilation` when the text has errors, otherwise as
  ///   ``MartletEmbedding/BytecodeMachine/call(_:_:with:timeout:options:)``.
  public func evaluate(
    _ text: String,
    timeout: Duration? = nil,
    options: SpawnOptions = SpawnOptions()
  ) async throws(VirtualMachineError) -> Value {
    guard let module = try module(evaluating: text) else { return .nil }
    return try await perform(module, "<main>", [], timeout, options)
  }

  /// The module whose main function evaluates a text, or nil when there is nothing to evaluate.
  private func module(evaluating text: String) throws(VirtualMachineError) -> String? {
    let (number, known) = evaluations.withLock { evaluations in
      evaluations.number += 1
      return (evaluations.number, evaluations.modules[text])
    }
    if let known { return known }
    let modules = try compile(SourceText(name: "evaluation \(number).mt", text))
    let names = try load(modules)
    guard let main = names.last,
      modules.last?.functions.contains(where: { $0.name == "<main>" }) == true
    else { return nil }
    // A text that has modules of its own defines them each time.
    if names.count == 1 {
      evaluations.withLock { evaluations in
        if evaluations.modules.count >= Evaluations.limit { evaluations.modules = [:] }
        evaluations.modules[text] = main
      }
    }
    return main
  }

  private func compile(
    _ source: SourceText
  ) throws(VirtualMachineError) -> [BytecodeModule] {
    let compilation = compiler.compile(source, hostFunctions: runtime.hostSignatures)
    if compilation.hasErrors {
      throw .compilation(DiagnosticRenderer(source).render(compilation.diagnostics))
    }
    return compilation.modules
  }
}

/// Finds and compiles what a machine runs.
private struct ScriptCompiler: Sendable {
  let finder: ModuleFinder

  init(searchPaths: [String]) { finder = ModuleFinder(folders: searchPaths) }

  /// Compiles a text that may call functions of the host.
  func compile(
    _ source: SourceText,
    hostFunctions: [NativeSignature] = []
  ) -> Pipeline.Compilation {
    let natives =
      hostFunctions.isEmpty ? .all : NativeTable(Runtime.signatures + hostFunctions)
    return Pipeline(finder: finder, natives: natives).compile(source)
  }

  /// Finds the modules that a running script asks for; what has errors is not there.
  func modules(named name: String) -> [BytecodeModule]? {
    Pipeline(finder: finder).modules(named: name) { _ in }
  }
}

import MartletBytecode
import MartletSyntax

/// What the compiler may assume about the world outside the file.
public struct CompilerEnvironment: Sendable {
  /// A function as other modules know it.
  public struct Export: Hashable, Sendable {
    /// The function's name.
    public var name: String
    /// The number of its parameters.
    public var arity: Int

    /// Makes an export.
    public init(_ name: String, _ arity: Int) {
      self.name = name
      self.arity = arity
    }
  }

  /// The native functions; those of the module `Kernel` can be called everywhere by their names.
  public var natives: NativeTable
  /// What each module known at compile time exports; calls of other modules are not checked.
  public var knownModules: [String: Set<Export>]
  /// Functions of other modules that can be called by their names alone, where the module has none of
  /// that name: those that were defined in a shell.
  public var outerFunctions: [Export: String] = [:]
  /// Variables of a shell, which functions cannot see.
  public var outerVariables: Set<String> = []

  /// Makes an environment.
  public init(
    natives: NativeTable = NativeTable(),
    knownModules: [String: Set<Export>] = [:]
  ) {
    self.natives = natives
    self.knownModules = knownModules
  }

  /// The module whose functions can be called everywhere.
  public static let kernel = "Kernel"
}

/// Turns a parsed file into bytecode.
///
/// ```
/// SourceFile -Resolver-> CoreModule -Lowering-> Code -Slots, Coloring-> Code -Emitter-> BytecodeModule
/// ```
///
/// The compiler is pure: the same file and environment give the same modules and messages.
public enum Compiler {
  /// Compiles a file to one module for each `module` in it, and one for the file itself when it
  /// has functions or expressions outside them.
  ///
  /// There are no modules when there is an error.
  package static func compile(
    _ file: SourceFile,
    source: SourceText,
    environment: CompilerEnvironment
  ) -> (modules: [BytecodeModule], diagnostics: [Diagnostic]) {
    var resolver = Resolver(file: file, source: source, environment: environment)
    let modules = resolver.resolve()
    var diagnostics = resolver.diagnostics
    var result: [BytecodeModule] = []
    if !diagnostics.contains(where: \.isError) {
      for module in modules {
        var emitter = ModuleEmitter(module, file: source.name)
        result.append(emitter.emit())
        diagnostics += emitter.diagnostics
      }
    }
    diagnostics.sort { ($0.primary.span.lower, $0.code) < ($1.primary.span.lower, $1.code) }
    if diagnostics.contains(where: \.isError) { result = [] }
    return (result, diagnostics)
  }
}

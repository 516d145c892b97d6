import MartletBytecode
import MartletCompiler
import MartletEmbedding
import MartletStdlib
import MartletSyntax

/// The way from text to bytecode, one call a stage.
///
/// ```
/// SourceText -Lexer-> [Token] -Parser-> SourceFile -Compiler-> [BytecodeModule] -Verifier-> Runtime
///                          \______________\__________\_ [Diagnostic] -DiagnosticRenderer-> text
/// ```
public struct Pipeline: Sendable {
  /// Where modules that a program names are found.
  public var finder: ModuleFinder
  /// What the virtual machine offers without any module.
  public var natives: NativeTable

  /// Makes a pipeline.
  public init(finder: ModuleFinder, natives: NativeTable = .all) {
    self.finder = finder
    self.natives = natives
  }

  /// A stage whose result can be shown.
  public enum Stage: String, CaseIterable, Sendable {
    case tokens
    case ast
    case bytecode
  }

  /// What became of a source text.
  public struct Compilation: Sendable {
    /// The text itself.
    public var source: SourceText
    /// The modules, in the order of the text; none when there is an error.
    public var modules: [BytecodeModule]
    /// Everything there is to say about the text, in its order.
    public var diagnostics: [Diagnostic]

    /// Whether the text cannot run.
    public var hasErrors: Bool { diagnostics.contains(where: \.isError) }
  }

  /// Returns the tree of `source`.
  package func parse(_ source: SourceText) -> ParseResult { Parser.parse(source) }

  /// Returns the bytecode of `source`, verified.
  public func compile(_ source: SourceText) -> Compilation { compile(parse(source), of: source) }

  /// Returns the bytecode of a tree, verified.
  package func compile(_ parsed: ParseResult, of source: SourceText) -> Compilation {
    if parsed.hasErrors {
      return Compilation(source: source, modules: [], diagnostics: parsed.diagnostics)
    }
    let environment = CompilerEnvironment(
      natives: natives,
      knownModules: KnownModules.exports(usedIn: source, finder: finder, natives: natives)
    )
    let (modules, diagnostics) = Compiler.compile(
      parsed.file,
      source: source,
      environment: environment
    )
    return Compilation(
      source: source,
      modules: modules,
      diagnostics: parsed.diagnostics + diagnostics
    )
  }

  /// Returns what `stage` makes of `source`, as text; nil when the text has errors before it.
  public func show(_ source: SourceText, after stage: Stage) -> (text: String?, [Diagnostic]) {
    switch stage {
    case .tokens:
      return (TokenPrinter.print(source), [])
    case .ast:
      let parsed = parse(source)
      return (parsed.hasErrors ? nil : ASTPrinter.print(parsed.file), parsed.diagnostics)
    case .bytecode:
      let compilation = compile(source)
      let text = compilation.modules.map { Disassembler($0).text }.joined(separator: "\n")
      return (compilation.hasErrors ? nil : text, compilation.diagnostics)
    }
  }

  /// Finds the modules that a running program asks for by the name of one, and compiles them
  /// unless they have been.
  ///
  /// - Returns: All modules of the file, or nil when there is no file or it has errors; those go to
  ///   `report`.
  public func modules(
    named name: String,
    report: (Result<Compilation, SourceReadError>) -> Void
  ) -> [BytecodeModule]? {
    do throws(SourceReadError) {
      switch try finder.find(name) {
      case .source(let source):
        let compilation = compile(source)
        if !compilation.diagnostics.isEmpty { report(.success(compilation)) }
        return compilation.hasErrors ? nil : compilation.modules
      case .library(let file): return try modules(of: file)
      case nil: return nil
      }
    } catch {
      report(.failure(error))
      return nil
    }
  }

  /// The modules of a file of the library.
  private func modules(of file: StdlibFile) throws(SourceReadError) -> [BytecodeModule] {
    do throws(BytecodeDecodingError) {
      return try file.modules()
    } catch {
      throw SourceReadError(path: "stdlib/\(file.path)", reason: "\(error)", isMissing: false)
    }
  }
}

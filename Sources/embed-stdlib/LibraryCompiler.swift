import MartletBytecode
import MartletCompiler
import MartletSyntax

/// Compiles files of the library, which have neither errors nor warnings.
struct LibraryCompiler {
  private let environment: CompilerEnvironment

  /// Makes a compiler that knows these native functions.
  init(natives: NativeTable) {
    environment = CompilerEnvironment(natives: natives)
  }

  /// Returns the names of a file's modules and their bytecode.
  func compile(_ file: LibraryFile) throws -> (names: [String], bytecode: [UInt8]) {
    // Traces and messages know the files of the library by this name.
    let source = SourceText(name: "stdlib/\(file.path)", file.text)
    let parsed = Parser.parse(source)
    var (modules, diagnostics): ([BytecodeModule], [Diagnostic]) = ([], [])
    if !parsed.hasErrors {
      (modules, diagnostics) = Compiler.compile(
        parsed.file,
        source: source,
        environment: environment
      )
    }
    diagnostics = parsed.diagnostics + diagnostics
    guard diagnostics.isEmpty else {
      let messages = DiagnosticRenderer(source).render(diagnostics)
      throw EmbeddingError(
        description: "\(messages)\nA new native function must stand in stdlib/natives.txt too."
      )
    }
    for module in modules { try Verifier.verify(module) }
    return (modules.map(\.name), BytecodeEncoder.encode(modules))
  }
}

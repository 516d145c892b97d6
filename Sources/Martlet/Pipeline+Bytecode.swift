import MartletBytecode
import MartletSyntax

extension Pipeline {
  /// Returns the modules in a file of bytecode, as `martlet compile` writes it.
  ///
  /// - Throws: `BytecodeDecodingError` when the bytes are something else.
  public static func decode(_ file: SourceText) throws(BytecodeDecodingError) -> Compilation {
    // The text is elsewhere, if anywhere.
    Compilation(
      source: SourceText(name: file.name, bytes: []),
      modules: try BytecodeDecoder.decode(file.bytes),
      diagnostics: []
    )
  }
}

/// What the parser made of a source text.
package struct ParseResult: Sendable {
  /// The tree; where errors were reported it holds error nodes.
  package let file: SourceFile
  /// Everything that was wrong, in the order of the text.
  package let diagnostics: [Diagnostic]
  /// Whether the text is only wrong in that it stops too early, so that more lines could mend it.
  package let isIncomplete: Bool

  /// Creates a result.
  package init(file: SourceFile, diagnostics: [Diagnostic], isIncomplete: Bool) {
    self.file = file
    self.diagnostics = diagnostics
    self.isIncomplete = isIncomplete
  }

  /// Whether the text may not be compiled.
  package var hasErrors: Bool { diagnostics.contains { $0.isError } }
}

/// A name of a variable, function, field or key, and where it stands.
package struct Name: Hashable, Sendable {
  /// The name itself.
  package let text: String
  /// Where the name stands.
  package let span: SourceSpan

  /// Creates a name that reads `text` at `span`.
  package init(_ text: String, _ span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

/// A module's whole dotted name, like `Net.Tcp`, and where it stands.
package struct ModuleName: Hashable, Sendable {
  /// The name with its dots and without white space; the module's atom reads the same.
  package let text: String
  /// Where the name stands.
  package let span: SourceSpan

  /// Creates a module name that reads `text` at `span`.
  package init(_ text: String, _ span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

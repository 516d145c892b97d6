/// Something the compiler has to say about a source text: what is wrong, where, and how to mend it.
public struct Diagnostic: Hashable, Sendable {
  /// A stable name of the kind of problem in kebab case, like `unexpected-token`.
  public var code: String
  /// How bad it is.
  public var severity: Severity
  /// What is wrong, as one sentence without a final period.
  public var message: String
  /// Where it is wrong.
  public var primary: Label
  /// Other places that explain it, like the bracket that was never closed.
  public var secondary: [Label]
  /// Whole sentences of explanation.
  public var notes: [String]
  /// Changes to the text that would mend it.
  public var fixIts: [FixIt]

  /// Creates a diagnostic whose primary label is `label` at `span`.
  public init(
    code: String,
    severity: Severity = .error,
    message: String,
    at span: SourceSpan,
    label: String = "",
    secondary: [Label] = [],
    notes: [String] = [],
    fixIts: [FixIt] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    primary = Label(span, label)
    self.secondary = secondary
    self.notes = notes
    self.fixIts = fixIts
  }

  /// Whether a program may not run because of this.
  public var isError: Bool { severity == .error }
}

extension Diagnostic {
  /// How bad a problem is.
  public enum Severity: String, Hashable, Sendable {
    /// The program cannot run.
    case error
    /// The program runs, but probably not as meant.
    case warning
  }

  /// A place in the text with words about it.
  public struct Label: Hashable, Sendable {
    /// The bytes that the label underlines.
    public var span: SourceSpan
    /// A few words beside the underline; may be empty.
    public var text: String

    /// Creates a label that says `text` about `span`.
    public init(_ span: SourceSpan, _ text: String) {
      self.span = span
      self.text = text
    }
  }

  /// A change of the text that would mend a problem.
  public struct FixIt: Hashable, Sendable {
    /// The bytes to replace; empty to insert.
    public var span: SourceSpan
    /// What to put in their place.
    public var replacement: String
    /// What the change does, as an order: "write a space before `!`".
    public var description: String

    /// Creates a change that replaces `span` by `replacement`.
    public init(_ span: SourceSpan, replacement: String, _ description: String) {
      self.span = span
      self.replacement = replacement
      self.description = description
    }
  }
}

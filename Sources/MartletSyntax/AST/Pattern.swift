/// A pattern and where it stands.
package struct Pattern: Hashable, Sendable {
  /// What the pattern is.
  package let kind: Kind
  /// Where the pattern stands.
  package let span: SourceSpan

  /// Creates a pattern of `kind` at `span`.
  package init(_ kind: Kind, _ span: SourceSpan) {
    self.kind = kind
    self.span = span
  }

  /// The kinds of patterns.
  package indirect enum Kind: Hashable, Sendable {
    /// `_`, which matches everything.
    case wildcard
    /// A name to bind; a second use in one pattern must match an equal term.
    case variable(String)
    /// `^x`: the value that `x` already has.
    case pin(Name)
    /// An integer or a code point, with its sign.
    case integer(IntegerLiteral)
    /// A float, with its sign.
    case float(Double)
    /// `:ok`, and also `true`, `false` and `nil`.
    case atom(String)
    /// A module's name as a value.
    case module(ModuleName)
    /// A string without interpolation.
    case string(String)
    /// `(a, b)`.
    case tuple([Pattern])
    /// `[a, b]` and `[a | tail]`.
    case list([Pattern], tail: Pattern?)
    /// `%{k: p}`, which matches maps that have at least these keys.
    case map([MapPatternEntry])
    /// `<<a:16, rest/bytes>>`.
    case binary([BinarySegment<Pattern>])
    /// `prefix <> rest`; the prefix is a string or a pin.
    case prefix(Pattern, Pattern)
    /// `pattern as name`.
    case alias(Pattern, Name)
    /// What could not be parsed; an error has been reported.
    case error
  }
}

/// A key and a pattern in a map pattern.
package struct MapPatternEntry: Hashable, Sendable {
  /// The key: a pattern that binds nothing, made of literals and pins alone.
  package let key: Pattern
  /// What the value must match.
  package let value: Pattern

  /// Creates an entry.
  package init(key: Pattern, value: Pattern) {
    self.key = key
    self.value = value
  }
}

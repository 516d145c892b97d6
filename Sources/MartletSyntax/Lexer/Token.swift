/// A token: its kind, its place and what stands before it.
package struct Token: Hashable, Sendable {
  /// What the token is.
  package let kind: TokenKind
  private let flags: Flags
  private let lowerOffset: UInt32
  private let upperOffset: UInt32

  /// What is known of a token besides its kind and place.
  struct Flags: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let newlineBefore = Flags(rawValue: 1)
    static let spaceBefore = Flags(rawValue: 2)
    static let hasError = Flags(rawValue: 4)
    static let hasEscapes = Flags(rawValue: 8)
  }

  /// Creates the token of `kind` from `lower` up to `upper`.
  init(_ kind: TokenKind, _ lower: Int, _ upper: Int, _ flags: Flags) {
    self.kind = kind
    self.flags = flags
    lowerOffset = UInt32(truncatingIfNeeded: lower)
    upperOffset = UInt32(truncatingIfNeeded: upper)
  }

  /// The offset of the first byte.
  package var lower: Int { Int(lowerOffset) }

  /// The offset just past the last byte.
  package var upper: Int { Int(upperOffset) }

  /// Where the token stands.
  package var span: SourceSpan { SourceSpan(lower, upper) }

  /// Whether a line break stands between the token before and this one.
  package var newlineBefore: Bool { flags.contains(.newlineBefore) }

  /// Whether anything stands between the token before and this one.
  package var spaceBefore: Bool { flags.contains(.spaceBefore) }

  /// Whether the lexer has reported an error about the token.
  package var hasError: Bool { flags.contains(.hasError) }

  /// Whether a piece of text holds escapes.
  var hasEscapes: Bool { flags.contains(.hasEscapes) }
}

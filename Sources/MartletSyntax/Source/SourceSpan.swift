/// A range of bytes in a source text, from `lower` up to but not including `upper`.
public struct SourceSpan: Hashable, Sendable {
  private let lowerOffset: UInt32
  private let upperOffset: UInt32

  /// Creates a span of the bytes from `lower` up to `upper`; an `upper` below `lower` counts as
  /// `lower`.
  public init(_ lower: Int, _ upper: Int) {
    lowerOffset = UInt32(clamping: lower)
    upperOffset = UInt32(clamping: max(lower, upper))
  }

  /// The offset of the first byte.
  public var lower: Int { Int(lowerOffset) }

  /// The offset just past the last byte.
  public var upper: Int { Int(upperOffset) }

  /// The number of bytes.
  public var count: Int { upper - lower }

  /// Whether the span holds no byte.
  public var isEmpty: Bool { lowerOffset == upperOffset }

  /// The empty span at the start of this one.
  public var start: SourceSpan { SourceSpan(lower, lower) }

  /// The empty span at the end of this one.
  public var end: SourceSpan { SourceSpan(upper, upper) }

  /// Returns the smallest span that covers this one and `other`.
  public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(min(lower, other.lower), max(upper, other.upper))
  }

  /// Whether `other` lies inside this span.
  public func contains(_ other: SourceSpan) -> Bool {
    lower <= other.lower && other.upper <= upper
  }
}

extension SourceSpan: CustomStringConvertible {
  /// The two offsets, as `3..<7`.
  public var description: String { "\(lower)..<\(upper)" }
}

/// A segment of a binary, in an expression or in a pattern.
package struct BinarySegment<Value: Hashable & Sendable>: Hashable, Sendable {
  /// What is encoded, or what the decoded value must match.
  ///
  /// A string literal stands for its bytes; its type is then `bytes` or `utf8` without a size.
  package let value: Value
  /// The size: in bytes for the type `bytes`, otherwise in bits.
  ///
  /// Without one, `int` has 8 and `float` 64, and `bytes` and `bits` take the rest.
  package let size: Expression?
  /// What the bits mean.
  package let type: BinarySegmentType
  /// Whether an integer is decoded as a two's complement number.
  package let isSigned: Bool
  /// The order of the bytes.
  package let endianness: Endianness
  /// The whole segment.
  package let span: SourceSpan

  /// Creates a segment.
  package init(
    value: Value,
    size: Expression?,
    type: BinarySegmentType,
    isSigned: Bool,
    endianness: Endianness,
    span: SourceSpan
  ) {
    self.value = value
    self.size = size
    self.type = type
    self.isSigned = isSigned
    self.endianness = endianness
    self.span = span
  }
}

/// What the bits of a binary's segment mean.
package enum BinarySegmentType: String, Hashable, Sendable, CaseIterable {
  /// An integer.
  case integer = "int"
  /// An IEEE float of 32 or 64 bits.
  case float
  /// One code point in UTF-8.
  case utf8
  /// A binary, its size in bytes.
  case bytes
  /// A binary, its size in bits.
  case bits
}

/// The order of a number's bytes.
package enum Endianness: String, Hashable, Sendable, CaseIterable {
  /// The most significant byte first.
  case big
  /// The least significant byte first.
  case little
  /// The order of the machine.
  case native
}

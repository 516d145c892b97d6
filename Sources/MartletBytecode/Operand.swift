/// What one operand of an instruction means.
///
/// The order in ``Opcode/operands`` fixes the place: sixteen-bit operands take the fields `a`, `b`
/// and `c` of the first word in turn, a thirty-two-bit operand takes `b` and `c` together, and the
/// word operands follow as whole words. The repeated ones come last.
public enum Operand: UInt8, Equatable, Sendable {
  /// An X register that the instruction writes.
  case write
  /// An X register that the instruction reads.
  case read
  /// The first of a run of X registers that the instruction writes; the run's length is `live`.
  case writeRun
  /// The first of a run of X registers that the instruction reads.
  case readRun
  /// A floating-point register that the instruction writes.
  case floatWrite
  /// A floating-point register that the instruction reads.
  case floatRead
  /// The first of a run of floating-point registers that the instruction writes; `b` says how many.
  case floatWriteRun
  /// The first of a run of floating-point registers that the instruction reads; `b` says how many.
  case floatReadRun
  /// A Y slot of the frame that the instruction writes.
  case slotWrite
  /// A Y slot of the frame that the instruction reads.
  case slotRead
  /// How many Y slots the frame has.
  case frame
  /// An unsigned number: words needed, elements, an index.
  case count
  /// A signed sixteen-bit number.
  case immediate
  /// The number of one of the function's exception handlers.
  case handler
  /// What kind of error is raised: a raw value of ``ErrorKind``.
  case errorKind
  /// A signed distance in words from the instruction's own first word, in sixteen bits.
  case target
  /// A signed distance in words from the instruction's own first word, in thirty-two bits.
  case longTarget
  /// A signed thirty-two-bit number.
  case longImmediate
  /// A word: the index of a literal; the loader replaces it by the term.
  case literal
  /// A word: the index of an import; the loader replaces it by the address of what it names.
  case importIndex
  /// A word: the index of a function of the module; the loader replaces it by its address.
  case function
  /// A word: 64 bits as they are.
  case rawWord
  /// A word: a ``BinaryField``.
  case binaryField
  /// A word: operation and target of arithmetic in a guard, see ``Opcode/guardArithmetic``.
  case guardOperation
  /// Words of four X registers each that the instruction reads; `b` says how many.
  case readList
  /// Words of four X registers each that the instruction writes; `b` says how many.
  case writeList
  /// Words of four X registers each, keys and values in turn; the count before says how many pairs.
  case readPairs
  /// One word a segment, each a ``BinarySegment``; `b` says how many.
  case binarySegments
  /// Words of four sixteen-bit targets each, 0 meaning the `else` target; `b` says how many.
  case targetTable
  /// Two words an entry, a literal and a target; `b` says how many entries.
  case literalTable
  /// A word `frame` that ends a call of several words, so that the word before every return
  /// address tells the size of the frame.
  case frameWord
}

/// What the `live` byte of an instruction holds.
public enum LiveRole: Sendable {
  /// Nothing; the byte is 0.
  case unused
  /// How many X registers hold terms that must survive if the slow path collects.
  case live
  /// The number of arguments; at a call X0 up to it are live and nothing else.
  case arity
  /// The X register that receives a second result.
  case write
  /// An X register that is read.
  case read
  /// How many registers a run has.
  case runLength
  /// A floating-point register that is read.
  case floatRead
  /// How many registers of the list, from its start on, must hold floats.
  case floatCount
}

/// The errors that ``Opcode/raiseError`` raises, each with its value.
public enum ErrorKind: UInt16, CaseIterable, Sendable {
  /// `(:badmatch, value)`: a `let` pattern did not match.
  case badMatch
  /// `(:match_clause, value)`: no arm of a `match`, or of a `let … else`, matched.
  case matchClause
  /// `(:bad_generator, value)`: a `for` over something that is no list, range, map or binary.
  case badGenerator
  /// The value itself is the reason, as `raise(value)` means it.
  case value
}

/// How a binary segment says its size.
public enum SizeKind: UInt8, Sendable {
  /// All that is left (when matching) or all of the value (when building).
  case rest
  /// The `size` field is the number itself.
  case immediate
  /// The `size` field is an X register that holds the number.
  case register

  /// The kind with this raw value, where the synthesised initialiser would not be inlined.
  @inlinable
  public init?(byte: UInt8) {
    switch byte {
    case 0: self = .rest
    case 1: self = .immediate
    case 2: self = .register
    default: return nil
    }
  }
}

/// The type of a binary segment.
public enum SegmentType: UInt8, CaseIterable, Sendable {
  case int
  case float
  case utf8
  case bytes
  case bits

  /// The type with this raw value, where the synthesised initialiser would not be inlined.
  @inlinable
  public init?(byte: UInt8) {
    switch byte {
    case 0: self = .int
    case 1: self = .float
    case 2: self = .utf8
    case 3: self = .bytes
    case 4: self = .bits
    default: return nil
    }
  }
}

/// The modifiers of a binary segment, one bit each.
public struct SegmentFlags: OptionSet, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// Makes the flags of a raw byte.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The integer is signed (two's complement).
  public static let signed = SegmentFlags(rawValue: 1)
  /// Least significant byte first.
  public static let little = SegmentFlags(rawValue: 2)
  /// The byte order of the machine.
  public static let native = SegmentFlags(rawValue: 4)

  /// Whether the integer is signed; inlined, as the interpreter asks it for every field.
  @inlinable public var isSigned: Bool { rawValue & 1 != 0 }
  /// Whether the least significant byte comes first on this machine.
  @inlinable public var isLittle: Bool {
    rawValue & 2 != 0 || rawValue & 4 != 0 && Int(littleEndian: 1) == 1
  }
}

/// One field of a binary pattern, packed in a word.
///
/// ```
/// 63        56 55    48 47    40 39      32 31       16 15         0
/// [ sizeKind  | flags  | unit   | unused   |   size    | position  ]
/// ```
///
/// `position` is an X register that holds, as a small integer, the bit at which the field begins;
/// the instruction moves it on when the field matches and leaves it alone when it does not. The
/// field is `size * unit` bits long.
public struct BinaryField: Equatable, Sendable {
  /// The X register that holds the bit at which the field begins.
  public var position: UInt16
  /// The size, as ``sizeKind`` says.
  public var size: UInt16
  /// The bits of one unit of the size.
  public var unit: UInt8
  /// The modifiers.
  public var flags: SegmentFlags
  /// What the size is.
  public var sizeKind: SizeKind

  /// Makes a field.
  public init(
    position: UInt16,
    size: UInt16,
    sizeKind: SizeKind,
    unit: UInt8,
    flags: SegmentFlags = []
  ) {
    self.position = position
    self.size = size
    self.sizeKind = sizeKind
    self.unit = unit
    self.flags = flags
  }

  /// Reads a field from its word; nil when the word is no field.
  @inlinable
  public init?(word: UInt64) {
    guard let sizeKind = SizeKind(byte: UInt8(truncatingIfNeeded: word >> 56)) else { return nil }
    position = UInt16(truncatingIfNeeded: word)
    size = UInt16(truncatingIfNeeded: word >> 16)
    unit = UInt8(truncatingIfNeeded: word >> 40)
    flags = SegmentFlags(rawValue: UInt8(truncatingIfNeeded: word >> 48))
    self.sizeKind = sizeKind
  }

  /// The field as a word.
  public var word: UInt64 {
    UInt64(position) | UInt64(size) << 16 | UInt64(unit) << 40 | UInt64(flags.rawValue) << 48
      | UInt64(sizeKind.rawValue) << 56
  }
}

/// One segment of a binary being built, packed in a word.
///
/// ```
/// 63        56 55    48 47    40 39      32 31       16 15         0
/// [ sizeKind  | flags  | unit   |   type   |   size    |  value    ]
/// ```
///
/// `value` is the X register that holds what goes in.
public struct BinarySegment: Equatable, Sendable {
  /// The X register that holds the value.
  public var value: UInt16
  /// The size, as ``sizeKind`` says.
  public var size: UInt16
  /// The type.
  public var type: SegmentType
  /// The bits of one unit of the size.
  public var unit: UInt8
  /// The modifiers.
  public var flags: SegmentFlags
  /// What the size is.
  public var sizeKind: SizeKind

  /// Makes a segment.
  public init(
    value: UInt16,
    type: SegmentType,
    size: UInt16 = 0,
    sizeKind: SizeKind = .rest,
    unit: UInt8 = 1,
    flags: SegmentFlags = []
  ) {
    self.value = value
    self.type = type
    self.size = size
    self.sizeKind = sizeKind
    self.unit = unit
    self.flags = flags
  }

  /// Reads a segment from its word; nil when the word is no segment.
  @inlinable
  public init?(word: UInt64) {
    guard let sizeKind = SizeKind(byte: UInt8(truncatingIfNeeded: word >> 56)),
      let type = SegmentType(byte: UInt8(truncatingIfNeeded: word >> 32))
    else { return nil }
    value = UInt16(truncatingIfNeeded: word)
    size = UInt16(truncatingIfNeeded: word >> 16)
    self.type = type
    unit = UInt8(truncatingIfNeeded: word >> 40)
    flags = SegmentFlags(rawValue: UInt8(truncatingIfNeeded: word >> 48))
    self.sizeKind = sizeKind
  }

  /// The segment as a word.
  public var word: UInt64 {
    UInt64(value) | UInt64(size) << 16 | UInt64(type.rawValue) << 32 | UInt64(unit) << 40
      | UInt64(flags.rawValue) << 48 | UInt64(sizeKind.rawValue) << 56
  }
}

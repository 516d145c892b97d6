/// A value of the language: one 64-bit word.
///
/// ```
/// ……………………………………………… 00   small integer, 62 bits, shifted left by two
/// ……………………………………………… 01   pointer to a cons cell: two words, head and tail
/// ……………………………………………… 10   pointer to a box: a header word, then as many words as it says
/// size:48  aux:8  kind:4 0011   header of a box; never a value
/// index:56          0000 0111   atom
///                   0001 0111   the empty list
/// generation:32 slot:26 00 1011   local pid
/// number:58             01 1011   local reference
/// number:32     slot:26 10 1011   reference that is an alias of the process in the slot
/// number:56         0000 1111   catch: an exception handler's number, in a Y slot only
///                   0001 1111   moved: the head of a cons cell that the collector has moved
///                   0010 1111   none: "no value", as a native returns after it raised
/// ```
///
/// With the tag 00 for small integers an addition needs no untagging, and return addresses and
/// aligned raw pointers look like small integers, so that the collector may scan over them.
public struct Term: Equatable, Sendable {
  /// The word.
  public var bits: UInt64

  /// Takes a word for a term.
  @inline(__always)
  public init(bits: UInt64) { self.bits = bits }

  /// Whether two words are the same.
  @inline(__always)
  public static func == (left: Term, right: Term) -> Bool { left.bits == right.bits }
}

// MARK: - Tags

extension Term {
  static let tagMask: UInt64 = 0b11
  static let consTag: UInt64 = 0b01
  static let boxTag: UInt64 = 0b10
  static let immediateTag: UInt64 = 0b11
  static let atomTag: UInt64 = 0x07
  static let pidTag: UInt64 = 0x0B
  static let referenceTag: UInt64 = 0x1B
  static let aliasTag: UInt64 = 0x2B
  static let catchTag: UInt64 = 0x0F

  /// The empty list.
  public static let emptyList = Term(bits: 0x17)
  /// The head of a cons cell that the collector has moved; the tail is the new address.
  static let moved = Term(bits: 0x1F)
  /// No value: what a native returns after it raised.
  static let none = Term(bits: 0x2F)
  /// No value: the process gives up its scheduler and the instruction runs again.
  static let yield = Term(bits: 0x3F)
  /// No value: the process waits for something and the instruction runs again.
  static let wait = Term(bits: 0x4F)
  /// No value: the native has changed where the process goes on.
  static let jump = Term(bits: 0x5F)

  /// Whether the word is one of those that are no value.
  @inline(__always)
  var isSpecial: Bool { bits & 0xF == 0xF }

  /// Whether the term is a small integer.
  @inline(__always) public var isSmall: Bool { bits & 0b11 == 0 }
  /// Whether the term is a cons cell.
  @inline(__always) public var isCons: Bool { bits & 0b11 == Term.consTag }
  /// Whether the term points to a box.
  @inline(__always) public var isBox: Bool { bits & 0b11 == Term.boxTag }
  /// Whether the term is no pointer into a heap.
  @inline(__always) var isImmediate: Bool { bits & 0b11 == 0 || bits & 0b11 == 0b11 }
  /// Whether the term points to a cons cell or a box.
  @inline(__always) var isPointer: Bool { (bits ^ (bits >> 1)) & 1 != 0 }
  /// Whether the term is an atom.
  @inline(__always) public var isAtom: Bool { bits & 0xFF == Term.atomTag }
  /// Whether the term is the empty list.
  @inline(__always) public var isEmptyList: Bool { bits == Term.emptyList.bits }
  /// Whether the term is a pid.
  @inline(__always) public var isPid: Bool { bits & 0x3F == Term.pidTag }
  /// Whether the term is a reference.
  @inline(__always) public var isReference: Bool {
    bits & 0x3F == Term.referenceTag || bits & 0x3F == Term.aliasTag
  }
  @inline(__always) var isAlias: Bool { bits & 0x3F == Term.aliasTag }
  @inline(__always) var isCatch: Bool { bits & 0xFF == Term.catchTag }
  @inline(__always) var isHeader: Bool { bits & 0xF == BoxHeader.tag }
  /// Whether the term is a cons cell or the empty list.
  @inline(__always) public var isList: Bool { isCons || isEmptyList }
}

// MARK: - Small integers and atoms

extension Term {
  /// The least and the greatest small integer.
  static let smallRange = (Int.min >> 2)...(Int.max >> 2)

  /// Makes a small integer; the value must be in `smallRange`.
  @inline(__always)
  public init(small value: Int) { bits = UInt64(bitPattern: Int64(value)) << 2 }

  /// The value of a small integer.
  @inline(__always)
  public var small: Int { Int(Int64(bitPattern: bits) >> 2) }

  /// Whether a machine integer fits a small one.
  @inline(__always)
  static func fits(_ value: Int) -> Bool { (value << 2) >> 2 == value }

  /// Makes an atom.
  @inline(__always)
  public init(_ atom: Atom) { bits = UInt64(atom.index) << 8 | Term.atomTag }

  /// The atom that the term is.
  @inline(__always)
  public var atom: Atom { Atom(index: UInt32(truncatingIfNeeded: bits >> 8)) }

  /// Makes `true` or `false`.
  @inline(__always)
  public init(_ value: Bool) { self = value ? .true : .false }

  // Computed: the compiler does not fold the place of a known atom into a stored global, so each look
  // at it would be a call of `swift_once`, in the loop of the interpreter, too.

  /// The atom `false`.
  @inline(__always) public static var `false`: Term { Term(Atom.false) }
  /// The atom `nil`.
  @inline(__always) public static var `nil`: Term { Term(Atom.nil) }
  /// The atom `true`.
  @inline(__always) public static var `true`: Term { Term(Atom.true) }

  /// Whether a condition takes the term for false: `false` and `nil` only, whose indices are 0, 1.
  @inline(__always)
  public var isFalsy: Bool { bits & ~0x100 == Term.atomTag }
}

// MARK: - Pids and references

extension Term {
  /// How many bits the number of a control block's slot has.
  static let slotBits: UInt64 = 26

  /// Makes a pid.
  @inline(__always)
  init(pidSlot slot: Int, generation: UInt32) {
    bits = (UInt64(generation) << Term.slotBits | UInt64(slot)) << 6 | Term.pidTag
  }

  /// Makes an alias of the process in a slot.
  @inline(__always)
  init(aliasSlot slot: Int, number: UInt32) {
    bits = (UInt64(number) << Term.slotBits | UInt64(slot)) << 6 | Term.aliasTag
  }

  /// Makes a reference.
  @inline(__always)
  init(reference number: UInt64) { bits = number << 6 | Term.referenceTag }

  /// The control block's slot of a pid or an alias.
  @inline(__always)
  var slot: Int { Int((bits >> 6) & (1 << Term.slotBits - 1)) }

  /// The generation of a pid, or the number of an alias.
  @inline(__always)
  var generation: UInt32 { UInt32(truncatingIfNeeded: bits >> (6 + Term.slotBits)) }
}

// MARK: - Pointers

extension Term {
  /// Makes a term of a cons cell's address.
  @inline(__always)
  init(cons address: UnsafeMutablePointer<UInt64>) {
    bits = UInt64(UInt(bitPattern: address)) | Term.consTag
  }

  /// Makes a term of a box's address.
  @inline(__always)
  init(box address: UnsafeMutablePointer<UInt64>) {
    bits = UInt64(UInt(bitPattern: address)) | Term.boxTag
  }

  /// The address of the cells of a cons cell or a box.
  @inline(__always)
  var address: UnsafeMutablePointer<UInt64> {
    UnsafeMutablePointer(bitPattern: UInt(bits & ~0b11)).unsafelyUnwrapped
  }

  /// The head of a cons cell.
  @inline(__always)
  public var head: Term {
    Term(bits: UnsafePointer<UInt64>(bitPattern: UInt(bits &- 1)).unsafelyUnwrapped[0])
  }

  /// The tail of a cons cell.
  @inline(__always)
  public var tail: Term {
    Term(bits: UnsafePointer<UInt64>(bitPattern: UInt(bits &- 1)).unsafelyUnwrapped[1])
  }

  /// The header of a box.
  @inline(__always)
  var header: BoxHeader {
    BoxHeader(bits: UnsafePointer<UInt64>(bitPattern: UInt(bits &- 2)).unsafelyUnwrapped[0])
  }

  /// Word `index` of a box after its header.
  @inline(__always)
  func word(_ index: Int) -> UInt64 {
    UnsafePointer<UInt64>(bitPattern: UInt(bits &- 2)).unsafelyUnwrapped[index &+ 1]
  }

  /// Term `index` of a box after its header: an element of a tuple, for one.
  @inline(__always)
  public func element(_ index: Int) -> Term { Term(bits: word(index)) }

  /// Whether the term is a box of a kind.
  @inline(__always)
  func isBox(_ kind: BoxKind) -> Bool { isBox && header.kindBits == kind.rawValue }
}

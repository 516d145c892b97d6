/// What a box on a heap is.
enum BoxKind: UInt64 {
  /// The elements.
  case tuple = 0
  /// One word: the double's bits.
  case float = 1
  /// The magnitude's words, least significant first, without leading zeros; aux 1 means negative.
  /// The value never fits a small integer.
  case bigInteger = 2
  /// The address of the ``FunctionEntry``, then the captured terms; aux is the arity.
  case closure = 3
  /// The keys in term order, then the values; `size` is twice the number of pairs.
  case smallMap = 4
  /// The number of pairs as a small integer, then the root of a trie over hashes: ``HashMap``.
  case largeMap = 5
  /// The eight children of a branch of that trie: boxes, or 0 where there is none.
  case mapNode = 6
  /// The tags as a small integer, then keys and values in turn: ``MapBucket``.
  case mapBucket = 7
  /// The bytes in the box; aux is how many bytes of the last word are unused.
  case heapBinary = 8
  /// Four words: address of the ``SharedBytes``, length in bytes as a small integer, next off-heap
  /// box of the same area, spare. See ``OffHeapList``.
  case sharedBinary = 9
  /// Three words: the heap or shared binary it is a part of (a term), offset and length in bytes
  /// as small integers.
  case subBinary = 10
  /// `&Mod.f/2`: the address of the ``Export``; aux is the arity.
  case externalFunction = 11
  /// Three words: a retained ``HostReference``, the words outside the heap that it stands for as a
  /// small integer, next off-heap box of the same area. See ``OffHeapList``.
  case hostObject = 12
}

/// The first word of a box.
///
/// ```
/// 63              16 15    8 7    4 3  0
/// [      size        |  aux  | kind | 0011 ]
/// ```
///
/// `size` counts the words that follow.
struct BoxHeader: Equatable {
  var bits: UInt64

  static let tag: UInt64 = 0b0011

  @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  @inline(__always)
  init(_ kind: BoxKind, size: Int, aux: UInt8 = 0) {
    bits = UInt64(size) << 16 | UInt64(aux) << 8 | kind.rawValue << 4 | BoxHeader.tag
  }

  /// Whether the word is a header at all; the collector puts a pointer in the place of one.
  @inline(__always) var isHeader: Bool { bits & 0xF == BoxHeader.tag }
  @inline(__always) var kindBits: UInt64 { (bits >> 4) & 0xF }
  /// The kind; its raw values are its cases in order, and the initialiser would be a call.
  @inline(__always) var kind: BoxKind {
    unsafeBitCast(UInt8(truncatingIfNeeded: kindBits), to: BoxKind.self)
  }
  @inline(__always) var aux: UInt8 { UInt8(truncatingIfNeeded: bits >> 8) }
  /// How many words follow.
  @inline(__always) var size: Int { Int(bits >> 16) }

  /// Whether the words that follow are raw bits, which the collector must not take for terms.
  @inline(__always) var isOpaque: Bool {
    // float, bigInteger, heapBinary
    (1 << kindBits) & 0b1_0000_0110 != 0
  }

  /// Whether the box owns something outside its area, and so stands in an ``OffHeapList``.
  @inline(__always) var ownsOutside: Bool {
    // sharedBinary, hostObject
    (1 << kindBits) & 0b1_0010_0000_0000 != 0
  }
}

// MARK: - What a box is

extension Term {
  /// Whether the term is a float.
  @inline(__always) public var isFloat: Bool { isBox(.float) }
  /// Whether the term is an integer too large for a small one.
  @inline(__always) public var isBigInteger: Bool { isBox(.bigInteger) }
  /// Whether the term is an integer.
  @inline(__always) public var isInteger: Bool { isSmall || isBigInteger }
  /// Whether the term is a number.
  @inline(__always) public var isNumber: Bool { isSmall || isFloat || isBigInteger }
  /// Whether the term is a tuple.
  @inline(__always) public var isTuple: Bool { isBox(.tuple) }
  /// Whether the term is a map.
  @inline(__always) public var isMap: Bool {
    isBox
      && (header.kindBits == BoxKind.smallMap.rawValue
        || header.kindBits == BoxKind.largeMap.rawValue)
  }
  /// Whether the term is a binary.
  @inline(__always) public var isBinary: Bool {
    isBox && header.kindBits >= BoxKind.heapBinary.rawValue
      && header.kindBits <= BoxKind.subBinary.rawValue
  }
  /// Whether the term is a closure.
  @inline(__always) public var isClosure: Bool { isBox(.closure) }
  /// Whether the term is a function.
  @inline(__always) public var isFunction: Bool { isBox(.closure) || isBox(.externalFunction) }
  /// Whether the term is `true` or `false`.
  @inline(__always) public var isBoolean: Bool { self == .true || self == .false }

  /// Whether the term is a tuple of so many elements: one comparison tests kind and size.
  @inline(__always)
  public func isTuple(of count: Int) -> Bool {
    isBox && header.bits == UInt64(count) << 16 | BoxHeader.tag
  }

  /// The number of elements of a tuple.
  @inline(__always)
  public var tupleCount: Int { header.size }

  /// The value of a float.
  @inline(__always)
  public var float: Double { Double(bitPattern: word(0)) }
}

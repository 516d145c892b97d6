/// The part of the order of terms that looks at no elements.
enum LeafOrder {
  /// The place of a term's kind in the order.
  static func rank(_ term: Term) -> Int {
    if term.isSmall { return 0 }
    if term.isCons || term.isEmptyList { return 7 }
    if term.isBox {
      switch term.header.kind {
      case .float, .bigInteger: return 0
      case .hostObject: return 2
      case .closure, .externalFunction: return 3
      case .tuple: return 5
      case .smallMap, .largeMap: return 6
      case .mapNode, .mapBucket: return 7
      case .heapBinary, .sharedBinary, .subBinary: return 8
      }
    }
    if term.isAtom { return 1 }
    if term.isPid { return 4 }
    return 2
  }

  /// Compares two terms, or gives nil when that needs a look at their elements: then they are two
  /// cons cells, or two boxes of one kind and size.
  ///
  /// When `ordering` is false only zero and not zero have a meaning.
  static func compare(
    _ a: Term,
    _ b: Term,
    _ atoms: AtomTableRef,
    ordering: Bool,
    exact: Bool
  ) -> Int? {
    if a.bits == b.bits { return 0 }
    if a.isSmall && b.isSmall {
      return Int64(bitPattern: a.bits) < Int64(bitPattern: b.bits) ? -1 : 1
    }
    if a.isCons && b.isCons { return nil }
    let rank = rank(a)
    let other = LeafOrder.rank(b)
    if rank != other { return rank < other ? -1 : 1 }
    switch rank {
    case 0: return NumberOrder.compare(a, b, exact: exact)
    case 1: return ordering ? atoms.pointee.compare(a.atom, b.atom) : 1
    case 2: return compareReferences(a, b)
    case 3: return compareFunctions(a, b)
    case 4: return a.bits < b.bits ? -1 : 1
    case 5:
      let size = a.header.size
      let otherSize = b.header.size
      if size != otherSize { return size < otherSize ? -1 : 1 }
      return size == 0 ? 0 : nil
    case 6:
      let count = Maps.count(a)
      let otherCount = Maps.count(b)
      if count != otherCount { return count < otherCount ? -1 : 1 }
      return count == 0 ? 0 : nil
    case 7: return a.isEmptyList ? -1 : 1
    default: return compareBinaries(a, b)
    }
  }

  private static func compareReferences(_ a: Term, _ b: Term) -> Int {
    guard a.isBox, b.isBox else {
      // Objects of the host stand behind the references.
      if a.isBox != b.isBox { return b.isBox ? -1 : 1 }
      return a.bits < b.bits ? -1 : 1
    }
    let first = HostReference.of(a).identity
    let second = HostReference.of(b).identity
    return first == second ? 0 : first < second ? -1 : 1
  }

  /// External functions first; closures by their code, then by how much they captured.
  private static func compareFunctions(_ a: Term, _ b: Term) -> Int? {
    let kind = a.header.kind
    if kind != b.header.kind { return kind == .externalFunction ? -1 : 1 }
    let first = a.word(0)
    let second = b.word(0)
    if first != second { return first < second ? -1 : 1 }
    if kind == .externalFunction { return 0 }
    let size = a.header.size
    let other = b.header.size
    if size != other { return size < other ? -1 : 1 }
    return size == 1 ? 0 : nil
  }

  private static func compareBinaries(_ a: Term, _ b: Term) -> Int {
    Binaries.compare(Binaries.bytes(of: a), Binaries.bytes(of: b))
  }
}

/// The order of numbers, which is exact: nothing is rounded to be compared.
enum NumberOrder {
  /// Compares two numbers; when `exact`, an integer stands before an equal float.
  static func compare(_ a: Term, _ b: Term, exact: Bool) -> Int {
    if a.isFloat {
      if b.isFloat {
        let x = a.float
        let y = b.float
        return x < y ? -1 : x > y ? 1 : 0
      }
      let result = -compare(integer: b, float: a.float)
      return result == 0 && exact ? 1 : result
    }
    if b.isFloat {
      let result = compare(integer: a, float: b.float)
      return result == 0 && exact ? -1 : result
    }
    return compareIntegers(a, b)
  }

  /// Compares two integers.
  static func compareIntegers(_ a: Term, _ b: Term) -> Int {
    if a.isSmall {
      if b.isSmall { return a.small < b.small ? -1 : a.small > b.small ? 1 : 0 }
      return b.header.aux == 0 ? -1 : 1
    }
    let sign = a.header.aux == 0 ? 1 : -1
    if b.isSmall { return sign }
    if a.header.aux != b.header.aux { return sign }
    let count = a.header.size
    let other = b.header.size
    if count != other { return count < other ? -sign : sign }
    for index in stride(from: count - 1, through: 0, by: -1) {
      let x = a.word(index)
      let y = b.word(index)
      if x != y { return x < y ? -sign : sign }
    }
    return 0
  }

  /// Compares an integer with a finite float.
  static func compare(integer: Term, float: Double) -> Int {
    if integer.isSmall {
      let value = integer.small
      if float >= 0x1p62 { return -1 }
      if float <= -0x1p62 { return 1 }
      let whole = Int(float)
      if value != whole { return value < whole ? -1 : 1 }
      let fraction = float - Double(whole)
      return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
    }
    let negative = integer.header.aux != 0
    let sign = negative ? -1 : 1
    // A big integer is at least 2^61 in size; floats of that size are whole.
    if (float < 0) != negative || float.magnitude < 0x1p61 { return sign }
    let count = integer.header.size
    let top = integer.word(count - 1)
    let bits = count * 64 - top.leadingZeroBitCount
    let floatBits = Int(float.exponent) + 1
    if bits != floatBits { return bits < floatBits ? -sign : sign }
    // The float's 53 bits stand at the top of its first word when both are shifted left alike.
    let shift = UInt64(top.leadingZeroBitCount)
    let next = count > 1 ? integer.word(count - 2) : 0
    let leading = shift == 0 ? top : top << shift | next >> (64 - shift)
    let mantissa = (float.significandBitPattern | 1 << 52) << 11
    if leading != mantissa { return leading < mantissa ? -sign : sign }
    if count > 1 {
      if next << shift != 0 { return sign }
      for index in 0..<count - 2 where integer.word(index) != 0 { return sign }
    }
    return 0
  }
}

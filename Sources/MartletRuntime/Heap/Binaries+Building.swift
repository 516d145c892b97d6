import MartletBytecode

extension Binaries {
  /// The binary of `count` segments; raises `:badarg`.
  static func buildBinary(
    _ context: ContextRef,
    segments: UnsafePointer<UInt64>,
    count: Int,
    live: Int
  ) throws(Raise) -> Term {
    let x = context.pointee.x
    let call = NativeCall(context: context, first: 0, count: 0, live: live)
    var bits = 0
    // Whether each segment begins and ends at a byte, so that each byte is written whole.
    var isAligned = true
    for index in 0..<count {
      guard let segment = BinarySegment(word: segments[index]),
        let size = size(of: segment, x), size <= sizeLimit * 8 - bits
      else { throw call.badarg }
      bits += size
      isAligned = isAligned && size & 7 == 0
    }
    guard bits & 7 == 0 else { throw call.badarg }
    let bytes = bits >> 3
    if bytes > NativeCall.heapBinaryLimit, let first = BinarySegment(word: segments[0]),
      first.isWhole, x[Int(first.value)].isBox(.sharedBinary)
    {
      // `<<text/bytes, …>>`, which is also what `text <> <<…>>` is: what follows goes behind it.
      let value = Int(first.value)
      let added = bytes - Binaries.count(x[value])
      if added == 0 { return x[value] }
      return try append(call, value, added) { target in
        fill(target, added, segments + 1, count - 1, x, isAligned: isAligned)
      }
    }
    return try call.binary(count: bytes) { target in
      fill(target, bytes, segments, count, x, isAligned: isAligned)
    }
  }

  /// Writes segments whose sizes and values are known to be right.
  ///
  /// The collector may have moved the values: they are read from the registers again.
  private static func fill(
    _ target: UnsafeMutablePointer<UInt8>,
    _ bytes: Int,
    _ segments: UnsafePointer<UInt64>,
    _ count: Int,
    _ x: UnsafePointer<Term>,
    isAligned: Bool
  ) {
    var writer = BitWriter(target)
    if !isAligned { target.update(repeating: 0, count: bytes) }
    for index in 0..<count {
      if let segment = BinarySegment(word: segments[index]), let size = size(of: segment, x) {
        write(segment, x[Int(segment.value)], size, &writer)
      }
    }
  }

  /// The number of bits of a segment, or nil when size or value are wrong.
  @inline(__always)
  private static func size(of segment: BinarySegment, _ x: UnsafePointer<Term>) -> Int? {
    let value = x[Int(segment.value)]
    if segment.isByte { return value.isInteger ? 8 : nil }
    if segment.isWhole { return value.isBinary ? Binaries.count(value) * 8 : nil }
    return otherSize(of: segment, value, x)
  }

  @inline(never)
  private static func otherSize(
    of segment: BinarySegment,
    _ value: Term,
    _ x: UnsafePointer<Term>
  ) -> Int? {
    var size: Int?
    switch segment.sizeKind {
    case .rest: size = nil
    case .immediate: size = Int(segment.size)
    case .register:
      let given = x[Int(segment.size)]
      guard given.isSmall, given.small >= 0, given.small <= sizeLimit * 8 else { return nil }
      size = given.small
    }
    let bits = size.map { $0 * Int(segment.unit) }
    switch segment.type {
    case .int:
      return value.isInteger ? bits ?? 8 : nil
    case .float:
      let bits = bits ?? 64
      guard let number = Arithmetic.double(value) else { return nil }
      switch bits {
      case 64: return bits
      case 32: return Float(number).isFinite ? bits : nil
      case 16: return HalfFloat.bits(number) != nil ? bits : nil
      default: return nil
      }
    case .utf8:
      guard value.isSmall, let scalar = scalar(value.small) else { return nil }
      return 8 * UTF8.width(scalar)
    case .bytes, .bits:
      guard value.isBinary else { return nil }
      let whole = Binaries.count(value) * 8
      guard let bits else { return whole }
      return bits <= whole ? bits : nil
    }
  }

  private static func scalar(_ value: Int) -> Unicode.Scalar? {
    UInt32(exactly: value).flatMap(Unicode.Scalar.init)
  }

  @inline(__always)
  private static func write(
    _ segment: BinarySegment,
    _ value: Term,
    _ size: Int,
    _ writer: inout BitWriter
  ) {
    if segment.isByte && value.isSmall {
      writer.put(UInt64(truncatingIfNeeded: value.small), 8)
    } else {
      writeOther(segment, value, size, &writer)
    }
  }

  @inline(never)
  private static func writeOther(
    _ segment: BinarySegment,
    _ value: Term,
    _ size: Int,
    _ writer: inout BitWriter
  ) {
    let isLittle = segment.flags.isLittle
    switch segment.type {
    case .int: writer.putInteger(value, size, isLittle: isLittle)
    case .float:
      guard let number = Arithmetic.double(value) else { return }
      let bits: UInt64 =
        switch size {
        case 64: number.bitPattern
        case 32: UInt64(Float(number).bitPattern)
        default: UInt64(HalfFloat.bits(number) ?? 0)
        }
      writer.put(isLittle ? bits.byteSwapped >> UInt64(64 - size) : bits, size)
    case .utf8:
      guard let scalar = scalar(value.small) else { return }
      for byte in UTF8.encode(scalar).unsafelyUnwrapped { writer.put(UInt64(byte), 8) }
    case .bytes, .bits: writer.put(bytes(of: value), size)
    }
  }
}

extension BinarySegment {
  /// Whether the segment is an integer of eight bits, the most frequent one.
  @inline(__always) fileprivate var isByte: Bool {
    type == .int && sizeKind == .immediate && Int(size) * Int(unit) == 8
  }

  /// Whether the segment is the whole of a binary.
  @inline(__always) fileprivate var isWhole: Bool {
    sizeKind == .rest && (type == .bytes || type == .bits)
  }
}

extension UTF8 {
  /// How many bytes a scalar takes.
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    scalar.value < 0x80 ? 1 : scalar.value < 0x800 ? 2 : scalar.value < 0x10000 ? 3 : 4
  }
}

/// Writes bits one behind the other; where writing begins or ends inside a byte, the byte must have
/// been cleared.
struct BitWriter {
  private let target: UnsafeMutablePointer<UInt8>
  private var position = 0

  /// Writes to so many bytes as will be put.
  init(_ target: UnsafeMutablePointer<UInt8>) { self.target = target }

  /// Puts the lowest `count` bits of a word, up to 64, highest first.
  @inline(__always)
  mutating func put(_ value: UInt64, _ count: Int) {
    if position & 7 == 0 && count & 7 == 0 {
      var left = count
      var index = position >> 3
      while left > 0 {
        left -= 8
        target[index] = UInt8(truncatingIfNeeded: value >> UInt64(left))
        index += 1
      }
      position += count
      return
    }
    putUnaligned(value, count)
  }

  @inline(never)
  private mutating func putUnaligned(_ value: UInt64, _ count: Int) {
    var left = count
    while left > 0 {
      let inByte = position & 7
      let taken = min(8 - inByte, left)
      let bits = (value >> UInt64(left - taken)) & (1 << UInt64(taken) - 1)
      target[position >> 3] |= UInt8(truncatingIfNeeded: bits << UInt64(8 - inByte - taken))
      position += taken
      left -= taken
    }
  }

  /// Puts the lowest bits of an integer's two's complement.
  mutating func putInteger(_ value: Term, _ size: Int, isLittle: Bool) {
    if size <= 64 {
      let word = BitWriter.word(value, 0)
      put(isLittle ? BitWriter.turned(word, size) : word, size)
      return
    }
    let words = (size + 63) / 64
    if isLittle {
      for index in 0..<words {
        let count = min(64, size - 64 * index)
        put(BitWriter.turned(BitWriter.word(value, index), count), count)
      }
    } else {
      for index in stride(from: words - 1, through: 0, by: -1) {
        put(BitWriter.word(value, index), min(64, size - 64 * index))
      }
    }
  }

  /// The lowest `count` bits with their bytes turned round; what is no whole byte stays highest in
  /// value and comes last.
  private static func turned(_ value: UInt64, _ count: Int) -> UInt64 {
    let rest = UInt64(count & 7)
    let whole = UInt64(count) - rest
    let low = whole == 0 ? 0 : value.byteSwapped >> (64 - whole)
    if rest == 0 { return low }
    return low << rest | (value >> whole) & (1 << rest - 1)
  }

  /// Word `index` of an integer's two's complement.
  private static func word(_ value: Term, _ index: Int) -> UInt64 {
    if value.isSmall {
      return index == 0 ? UInt64(bitPattern: Int64(value.small)) : value.small < 0 ? .max : 0
    }
    let header = value.header
    let word = index < header.size ? value.word(index) : 0
    guard header.aux != 0 else { return word }
    // Negating carries into a word only past zeros.
    for lower in 0..<min(index, header.size) where value.word(lower) != 0 { return ~word }
    return 0 &- word
  }

  /// Puts the first `size` bits of bytes.
  mutating func put(_ bytes: UnsafeBufferPointer<UInt8>, _ size: Int) {
    if position & 7 == 0 {
      Binaries.copy(bytes, count: size >> 3, to: target + position >> 3)
      position += size & ~7
    } else {
      for index in 0..<size >> 3 { put(UInt64(bytes[index]), 8) }
    }
    if size & 7 != 0 { put(UInt64(bytes[size >> 3]) >> UInt64(8 - size & 7), size & 7) }
  }
}

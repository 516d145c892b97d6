import MartletBytecode

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the instructions that match binaries do. `bit` is the position where the field begins; sizes
/// are in bits. Nil means that the field does not match.
extension Binaries {
  /// The number of bits of a field, or nil when it does not fit the `left` bits of the binary.
  @inline(__always)
  static func fieldSize(_ field: BinaryField, _ x: UnsafePointer<Term>, left: Int) -> Int? {
    guard left >= 0 else { return nil }
    var size = Int(field.size)
    switch field.sizeKind {
    case .rest: return left
    case .immediate: break
    case .register:
      guard x[size].isSmall, x[size].small >= 0 else { return nil }
      size = x[size].small
    }
    // No multiplication before it is known to stay small.
    guard size <= left else { return nil }
    size *= Int(field.unit)
    return size <= left ? size : nil
  }

  /// The most bits of an integer that is a small one whatever its value.
  static let smallBits = 61

  /// The integer in a field of at most ``smallBits`` bits, which are there.
  @inline(__always)
  static func smallInteger(
    _ bytes: UnsafeBufferPointer<UInt8>,
    bit: Int,
    size: Int,
    flags: SegmentFlags
  ) -> Term {
    let word =
      flags.isLittle
      ? BitReader.littleBits(bytes, at: bit, count: size)
      : BitReader.bits(bytes, at: bit, count: size)
    if flags.isSigned && size > 0 {
      let shift = Int64(64 - size)
      return Term(small: Int((Int64(bitPattern: word) << shift) >> shift))
    }
    return Term(small: Int(word))
  }

  /// The integer in a field.
  static func integer(
    _ context: ContextRef,
    binary: Term,
    bit: Int,
    size: Int,
    flags: SegmentFlags,
    live: Int
  ) throws(Raise) -> Term? {
    guard size >= 0, bit >= 0 else { return nil }
    let bytes = bytes(of: binary)
    guard size <= bytes.count * 8 - bit else { return nil }
    if size <= smallBits { return smallInteger(bytes, bit: bit, size: size, flags: flags) }
    return try longInteger(
      context,
      binary: binary,
      bit: bit,
      size: size,
      flags: flags,
      live: live
    )
  }

  @inline(never)
  private static func longInteger(
    _ context: ContextRef,
    binary: Term,
    bit: Int,
    size: Int,
    flags: SegmentFlags,
    live: Int
  ) throws(Raise) -> Term? {
    var call = NativeCall(context: context, first: 0, count: 0, live: live)
    let words = (size + 63) / 64
    guard words <= Integers.wordLimit else { throw call.error(.system_limit) }
    let kept = call.keep(binary)
    try call.reserve(words + 1)
    call.charge(words / 16)
    let bytes = bytes(of: call[kept])
    return call.write { writer in
      let target = writer.top + 1
      for index in 0..<words {
        let from = 64 * index
        let count = min(64, size - from)
        target[index] =
          flags.isLittle
          ? BitReader.littleBits(bytes, at: bit + from, count: count)
          : BitReader.bits(bytes, at: bit + size - from - count, count: count)
      }
      let top = UInt64((size - 1) % 64)
      let negative = flags.isSigned && target[words - 1] >> top & 1 != 0
      if negative {
        var carry: UInt64 = 1
        for index in 0..<words {
          let (word, overflow) = (~target[index]).addingReportingOverflow(carry)
          target[index] = word
          carry = overflow ? 1 : 0
        }
        if top < 63 { target[words - 1] &= 1 << (top + 1) - 1 }
      }
      return Integers.close(&writer, count: words, negative: negative)
    }
  }

  /// The float in a field of 16, 32 or 64 bits; infinities and what is no number do not match.
  static func float(
    _ context: ContextRef,
    binary: Term,
    bit: Int,
    size: Int,
    flags: SegmentFlags,
    live: Int
  ) throws(Raise) -> Term? {
    let bytes = bytes(of: binary)
    guard bit >= 0, size == 64 || size == 32 || size == 16, size <= bytes.count * 8 - bit else {
      return nil
    }
    let word =
      flags.isLittle
      ? BitReader.littleBits(bytes, at: bit, count: size)
      : BitReader.bits(bytes, at: bit, count: size)
    let value =
      switch size {
      case 64: Double(bitPattern: word)
      case 32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
      default: HalfFloat.double(UInt16(truncatingIfNeeded: word))
      }
    guard value.isFinite else { return nil }
    return try NativeCall(context: context, first: 0, count: 0, live: live).float(value)
  }

  /// The code point at a position and the number of bits of its UTF-8.
  static func utf8(_ bytes: UnsafeBufferPointer<UInt8>, bit: Int) -> (value: Int, size: Int)? {
    let left = bytes.count * 8 - bit
    guard bit >= 0, left >= 8 else { return nil }
    let first = BitReader.bits(bytes, at: bit, count: 8)
    if first < 0x80 { return (Int(first), 8) }
    let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, left >= 8 * count else { return nil }
    var value = first & (0x7F >> UInt64(count))
    for index in 1..<count {
      let byte = BitReader.bits(bytes, at: bit + 8 * index, count: 8)
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | byte & 0x3F
    }
    let least: UInt64 = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x10000
    guard value >= least, value <= 0x10FFFF, value & ~0x7FF != 0xD800 else { return nil }
    return (Int(value), 8 * count)
  }

  /// The bytes of a field: the rest when `size` is nil.
  ///
  /// Nil also when they are no whole bytes.
  static func bytes(
    _ context: ContextRef,
    binary: Term,
    bit: Int,
    size: Int?,
    live: Int
  ) throws(Raise) -> Term? {
    let left = count(binary) * 8 - bit
    let size = size ?? left
    guard bit >= 0, size >= 0, size <= left, size & 7 == 0 else { return nil }
    var call = NativeCall(context: context, first: 0, count: 0, live: live)
    if bit & 7 == 0 {
      return try part(&call, of: binary, offset: bit >> 3, count: size >> 3)
    }
    let kept = call.keep(binary)
    return try call.binary(count: size >> 3) { target in
      BitReader.copy(bytes(of: call[kept]), at: bit, count: size >> 3, to: target)
    }
  }

  /// Whether a literal's bytes stand at a position.
  static func matches(binary: Term, bit: Int, literal: Term) -> Bool {
    let bytes = bytes(of: binary)
    let wanted = Binaries.bytes(of: literal)
    guard bit >= 0, wanted.count * 8 <= bytes.count * 8 - bit else { return false }
    if bit & 7 == 0 {
      guard wanted.count > 0, let text = bytes.baseAddress, let literal = wanted.baseAddress else {
        return true
      }
      // Of several clauses with literals most fail at the first byte: no call for those.
      let start = text + bit >> 3
      return start[0] == literal[0]
        && (wanted.count == 1 || memcmp(start, literal, wanted.count) == 0)
    }
    for index in 0..<wanted.count
    where BitReader.bits(bytes, at: bit + 8 * index, count: 8) != UInt64(wanted[index]) {
      return false
    }
    return true
  }
}

/// Floats of 16 bits.
enum HalfFloat {
  /// The value of the bits.
  static func double(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    let value =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? Double.infinity : Double.nan
      default: Double(sign: .plus, exponent: exponent - 25, significand: fraction + 1024)
      }
    return bits >> 15 != 0 ? -value : value
  }

  /// The bits of the nearest value, or nil when there is none.
  static func bits(_ value: Double) -> UInt16? {
    let size = value.magnitude
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    guard size < 65520 else { return nil }
    if size < 0x1p-14 { return sign | UInt16((size * 0x1p24).rounded(.toNearestOrEven)) }
    let exponent = Int(size.exponent)
    let fraction = Double(sign: .plus, exponent: 10 - exponent, significand: size)
      .rounded(.toNearestOrEven)
    // A fraction that was rounded up to 2048 carries into the exponent.
    return sign | UInt16((exponent + 15) << 10 + Int(fraction) - 1024)
  }
}

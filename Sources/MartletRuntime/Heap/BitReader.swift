/// Reads bits of bytes, from any bit on.
enum BitReader {
  /// Up to 64 bits as one number, the first bit the highest; they must be there.
  @inline(__always)
  static func bits(_ bytes: UnsafeBufferPointer<UInt8>, at bit: Int, count: Int) -> UInt64 {
    if count == 0 { return 0 }
    let first = bit >> 3
    let shift = bit & 7
    if shift + count <= 64, first + 8 <= bytes.count, let base = bytes.baseAddress {
      let word = UInt64(
        bigEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: first, as: UInt64.self)
      )
      return (word << UInt64(shift)) >> UInt64(64 - count)
    }
    return bitsSlowly(bytes, at: bit, count: count)
  }

  @inline(never)
  private static func bitsSlowly(
    _ bytes: UnsafeBufferPointer<UInt8>,
    at bit: Int,
    count: Int
  ) -> UInt64 {
    var value: UInt64 = 0
    var position = bit
    var left = count
    while left > 0 {
      let inByte = position & 7
      let taken = min(8 - inByte, left)
      let byte = UInt64(bytes[position >> 3]) >> UInt64(8 - inByte - taken)
      value = value << UInt64(taken) | byte & (1 << UInt64(taken) - 1)
      position += taken
      left -= taken
    }
    return value
  }

  /// Up to 64 bits, the first byte the lowest; the last one may have fewer than eight bits.
  @inline(__always)
  static func littleBits(_ bytes: UnsafeBufferPointer<UInt8>, at bit: Int, count: Int) -> UInt64 {
    let value = bits(bytes, at: bit, count: count)
    let rest = count & 7
    if rest == 0 { return count == 0 ? 0 : value.byteSwapped >> UInt64(64 - count) }
    let whole = value >> UInt64(rest)
    let swapped = count < 8 ? 0 : whole.byteSwapped >> UInt64(64 - (count - rest))
    return swapped | (value & (1 << UInt64(rest) - 1)) << UInt64(count - rest)
  }

  /// Copies whole bytes that begin at any bit.
  static func copy(
    _ bytes: UnsafeBufferPointer<UInt8>,
    at bit: Int,
    count: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    if bit & 7 == 0 {
      Binaries.copy(bytes, from: bit >> 3, count: count, to: target)
      return
    }
    for index in 0..<count {
      target[index] = UInt8(truncatingIfNeeded: bits(bytes, at: bit + 8 * index, count: 8))
    }
  }
}

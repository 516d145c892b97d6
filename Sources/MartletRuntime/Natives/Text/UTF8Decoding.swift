/// UTF-8, scalar by scalar, over bytes that may be anything.
enum UTF8Decoding {
  /// A scalar and how many bytes it takes.
  struct Decoded {
    let scalar: Unicode.Scalar
    let count: Int
  }

  /// The scalar that begins at an index, or nil when none does.
  @inline(__always)
  static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Decoded? {
    let first = bytes[index]
    if first < 0x80 { return Decoded(scalar: Unicode.Scalar(first), count: 1) }
    return longScalar(bytes, at: index, first: UInt32(first))
  }

  private static func longScalar(
    _ bytes: UnsafeBufferPointer<UInt8>,
    at index: Int,
    first: UInt32
  ) -> Decoded? {
    let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, index + count <= bytes.count else { return nil }
    var value = first & (0x7F >> UInt32(count))
    for offset in 1..<count {
      let byte = UInt32(bytes[index + offset])
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | byte & 0x3F
    }
    let least: UInt32 = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x10000
    // Too long a form is refused here, surrogates and what is beyond Unicode by the initialiser.
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return Decoded(scalar: scalar, count: count)
  }

  /// The scalar that ends before an index, or nil when none does.
  static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Decoded? {
    var start = index - 1
    while start > 0 && index - start < 4 && bytes[start] & 0xC0 == 0x80 { start -= 1 }
    guard let decoded = scalar(bytes, at: start), start + decoded.count == index else { return nil }
    return decoded
  }

  /// Where the longest valid part that begins at an index ends; looks no further than `limit`.
  static func validEnd(
    _ bytes: UnsafeBufferPointer<UInt8>,
    from index: Int,
    limit: Int
  ) -> Int {
    var position = index
    while position < limit {
      if bytes[position] < 0x80 {
        position += 1
      } else if let decoded = scalar(bytes, at: position) {
        position += decoded.count
      } else {
        break
      }
    }
    return position
  }
}

extension [UInt8] {
  /// Appends a scalar's UTF-8.
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.value < 0x80 {
      append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
    }
  }
}

import BigInt

/// Integers of any size: views of the words they are made of, and making terms of words.
///
/// A big integer on a heap is its magnitude, least significant word first, and a sign. Results are
/// written where the heap ends, brought to their one form, and only then taken into the heap.
enum Integers {
  /// The most bits of an integer; results beyond raise `:system_limit`.
  ///
  /// The bound keeps the longest single operation (a division of the largest by one of half its
  /// size, a quarter of a second) from holding a scheduler for longer.
  static let bitLimit = 1 << 20
  /// The most words of an integer.
  static let wordLimit = bitLimit / 64

  /// The number of words of an integer's magnitude; 1 for small ones.
  @inline(__always)
  static func wordCount(_ term: Term) -> Int { term.isSmall ? 1 : term.header.size }

  /// Whether an integer is negative.
  @inline(__always)
  static func isNegative(_ term: Term) -> Bool {
    term.isSmall ? term.small < 0 : term.header.aux != 0
  }

  /// Gives the words of an integer's magnitude; a small one has one word, which may be 0.
  @inline(__always)
  static func withMagnitude<Result>(
    _ term: Term,
    _ body: (UnsafeBufferPointer<UInt64>) -> Result
  ) -> Result {
    if term.isSmall {
      let word = UInt64(term.small.magnitude)
      return withUnsafePointer(to: word) { body(UnsafeBufferPointer(start: $0, count: 1)) }
    }
    return body(
      UnsafeBufferPointer(start: UnsafePointer(term.address + 1), count: term.header.size)
    )
  }

  /// Makes a term of the words that stand at the writer's top behind a place for a header.
  @inline(__always)
  static func close(_ writer: inout HeapWriter, count: Int, negative: Bool) -> Term {
    let box = writer.top
    var count = count
    while count > 0 && box[count] == 0 { count -= 1 }
    if count == 0 { return Term(small: 0) }
    if count == 1 {
      if !negative && box[1] < 1 << 61 { return Term(small: Int(box[1])) }
      if negative && box[1] <= 1 << 61 { return Term(small: -Int(box[1])) }
    }
    box[0] = BoxHeader(.bigInteger, size: count, aux: negative ? 1 : 0).bits
    writer.top = box + (count + 1)
    return Term(box: box)
  }

  /// The number that a term is.
  static func bigInt(_ term: Term) -> BigInt {
    withMagnitude(term) { words in
      BigInt(
        sign: isNegative(term) ? .minus : .plus,
        magnitude: BigUInt(words: words.lazy.map { UInt($0) })
      )
    }
  }

  /// The term as a machine integer, or nil when it is no integer or too large.
  static func machineInteger(_ term: Term) -> Int? {
    if term.isSmall { return term.small }
    guard term.isBigInteger, term.header.size == 1 else { return nil }
    let word = term.word(0)
    if term.header.aux == 0 { return Int(exactly: word) }
    return word <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- word) : nil
  }

  /// The nearest float to an integer, which may be infinite.
  static func double(_ term: Term) -> Double {
    if term.isSmall { return Double(term.small) }
    let count = term.header.size
    let top = term.word(count - 1)
    let shift = UInt64(top.leadingZeroBitCount)
    var leading = top
    if shift > 0 {
      leading = top << shift
      if count > 1 { leading |= term.word(count - 2) >> (64 - shift) }
    }
    // All that is cut off counts as one last bit, so that rounding goes the right way.
    var rest = count > 1 && term.word(count - 2) << shift != 0
    if !rest && count > 2 {
      for index in 0..<count - 2 where term.word(index) != 0 {
        rest = true
        break
      }
    }
    if rest { leading |= 1 }
    let value = Double(
      sign: .plus,
      exponent: count * 64 - Int(shift) - 64,
      significand: Double(leading)
    )
    return term.header.aux != 0 ? -value : value
  }

  /// The number of bits of an integer's magnitude.
  static func bitWidth(_ term: Term) -> Int {
    withMagnitude(term) { words in
      words.count * 64 - words[words.count - 1].leadingZeroBitCount
    }
  }
}

// MARK: - Making integers in a call

extension NativeCall {
  /// Makes an integer of a sign and a machine word.
  @inline(__always)
  func integer(magnitude: UInt64, negative: Bool) throws(Raise) -> Term {
    if magnitude < 1 << 61 { return Term(small: negative ? -Int(magnitude) : Int(magnitude)) }
    try reserve(2)
    return write { writer in
      writer.top[1] = magnitude
      return Integers.close(&writer, count: 1, negative: negative)
    }
  }

  /// Makes an integer of the words of a magnitude, least significant first; raises `:system_limit`
  /// when there are too many.
  func integer(words: [UInt64], negative: Bool) throws(Raise) -> Term {
    guard words.count <= Integers.wordLimit else { throw error(.system_limit) }
    try reserve(words.count + 1)
    return write { writer in
      for (index, word) in words.enumerated() { writer.top[1 + index] = word }
      return Integers.close(&writer, count: words.count, negative: negative)
    }
  }

  /// Makes an integer of any size; raises `:system_limit` when it is too large.
  func integer(_ value: BigInt) throws(Raise) -> Term {
    try integer(words: value.magnitude.words.map { UInt64($0) }, negative: value.sign == .minus)
  }

  /// Makes the integer that a float is after cutting its fraction off.
  func integer(truncating value: Double) throws(Raise) -> Term {
    guard value.isFinite else { throw error(.badarith) }
    if value.magnitude < 0x1p61 { return Term(small: Int(value)) }
    let exponent = Int(value.exponent) - 52
    let mantissa = value.significandBitPattern | 1 << 52
    var words = [UInt64](repeating: 0, count: exponent / 64 + 2)
    let shift = UInt64(exponent % 64)
    words[exponent / 64] = mantissa << shift
    if shift > 11 { words[exponent / 64 + 1] = mantissa >> (64 - shift) }
    return try integer(words: words, negative: value < 0)
  }
}

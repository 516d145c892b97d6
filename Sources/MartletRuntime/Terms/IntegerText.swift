/// The digits of an integer, worked out a few at a time.
///
/// The work grows with the square of the size, so a long number is converted in steps: nothing here
/// holds a scheduler, however large the number.
struct IntegerDigits {
  private var words: [UInt64]
  private var count: Int
  private let negative: Bool
  private let base: UInt64
  /// The largest power of the base that fits a word, and its exponent.
  private let power: UInt64
  private let digitsInPower: Int
  /// The digits found, last first, as bytes.
  private var reversed: [UInt8] = []

  /// Begins to convert an integer; the base is 2 to 36.
  init(_ term: Term, base: Int = 10) {
    words = Integers.withMagnitude(term) { Array($0) }
    count = words.count
    negative = Integers.isNegative(term)
    self.base = UInt64(base)
    var power = UInt64(base)
    var digits = 1
    while true {
      let (product, overflow) = power.multipliedReportingOverflow(by: UInt64(base))
      if overflow { break }
      power = product
      digits += 1
    }
    self.power = power
    digitsInPower = digits
  }

  /// Goes on; gives the text when it is complete, or nil when the steps are used up.
  mutating func run(_ steps: inout Int) -> [UInt8]? {
    while count > 1 {
      if steps <= 0 { return nil }
      steps -= count
      var remainder: UInt64 = 0
      for index in stride(from: count - 1, through: 0, by: -1) {
        let step = power.dividingFullWidth((remainder, words[index]))
        words[index] = step.quotient
        remainder = step.remainder
      }
      while count > 1 && words[count - 1] == 0 { count -= 1 }
      for _ in 0..<digitsInPower { append(&remainder) }
    }
    var last = words[0]
    repeat { append(&last) } while last != 0
    if negative { reversed.append(UInt8(ascii: "-")) }
    reversed.reverse()
    return reversed
  }

  @inline(__always)
  private mutating func append(_ number: inout UInt64) {
    let digit = UInt8(truncatingIfNeeded: number % base)
    number /= base
    reversed.append(digit < 10 ? 0x30 + digit : 0x41 - 10 + digit)
  }
}

/// Reads the digits of an integer, a few at a time; see ``IntegerDigits``.
struct IntegerReader {
  /// The words of the number read so far, least significant first.
  private(set) var words: [UInt64] = [0]
  private(set) var negative = false
  private let base: UInt64
  /// How many bytes were read.
  private(set) var position = 0
  private var chunk: UInt64 = 0
  private var scale: UInt64 = 1
  private var hasStarted = false
  /// How many digits were read.
  private(set) var digits = 0

  /// Begins to read; the base is 2 to 36.
  init(base: Int = 10) { self.base = UInt64(base) }

  /// What came of reading for a while.
  enum Progress {
    /// The number ended, at ``IntegerReader/position``; there may have been no digit.
    case done
    case unfinished
    /// The number is larger than integers may be.
    case tooLarge
  }

  /// Reads an optional sign and digits; `bytes` are the same in every call.
  mutating func run(_ bytes: UnsafeBufferPointer<UInt8>, _ steps: inout Int) -> Progress {
    if !hasStarted {
      hasStarted = true
      if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        negative = first == UInt8(ascii: "-")
        position = 1
      }
    }
    while position < bytes.count, let digit = IntegerReader.digit(bytes[position]), digit < base {
      if steps <= 0 { return .unfinished }
      let (larger, overflow) = scale.multipliedReportingOverflow(by: base)
      if overflow {
        steps -= words.count
        takeChunk()
        if words.count > Integers.wordLimit { return .tooLarge }
        scale = base
        chunk = digit
      } else {
        scale = larger
        chunk = chunk * base + digit
      }
      digits += 1
      position += 1
    }
    takeChunk()
    chunk = 0
    scale = 1
    return words.count > Integers.wordLimit ? .tooLarge : .done
  }

  /// The value of a digit, or nil.
  @inline(__always)
  static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x5A: UInt64(byte - 0x41 + 10)
    case 0x61...0x7A: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }

  private mutating func takeChunk() {
    var carry = chunk
    for index in 0..<words.count {
      let product = words[index].multipliedFullWidth(by: scale)
      let (low, overflow) = product.low.addingReportingOverflow(carry)
      words[index] = low
      carry = product.high &+ (overflow ? 1 : 0)
    }
    if carry != 0 { words.append(carry) }
  }
}

// The bodies of the natives of `String` that make numbers.
extension Texts {
  /// `to_integer(text)` and `to_integer(text, base)`; long ones are read in steps.
  static func toInteger(_ call: inout NativeCall) throws(Raise) -> Term {
    var base = 10
    if call.count == 2 {
      guard call[1].isSmall, (2...36).contains(call[1].small) else { throw call.badarg }
      base = call[1].small
    }
    let bytes = try call.text(0)
    var reader =
      (call.continuation as? IntegerReaderContinuation)?.take() ?? IntegerReader(base: base)
    while true {
      var steps = 4_000
      switch reader.run(bytes, &steps) {
      case .done:
        guard reader.digits > 0, reader.position == bytes.count else { throw call.failed }
        call.finish()
        return try call.integer(words: reader.words, negative: reader.negative)
      case .tooLarge:
        call.finish()
        throw call.error(.system_limit)
      case .unfinished:
        call.charge(1_000)
        if call.reductionsLeft <= 0 { return call.yield(IntegerReaderContinuation(reader)) }
      }
    }
  }

  /// The float that a text writes in decimal, or nil; what is too large for a float is nil too.
  static func float(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard bytes.count <= 1 << 16, isDecimal(bytes) else { return nil }
    guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// Whether a text is a sign, digits, a fraction and an exponent, of which digits must be there.
  private static func isDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    func skip(_ candidates: [UInt8]) -> Bool {
      guard index < bytes.count, candidates.contains(bytes[index]) else { return false }
      index += 1
      return true
    }
    func skipDigits() -> Bool {
      let start = index
      while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 { index += 1 }
      return index > start
    }
    let signs = [UInt8(ascii: "+"), UInt8(ascii: "-")]
    _ = skip(signs)
    guard skipDigits() else { return false }
    if skip([UInt8(ascii: ".")]), !skipDigits() { return false }
    if skip([UInt8(ascii: "e"), UInt8(ascii: "E")]) {
      _ = skip(signs)
      guard skipDigits() else { return false }
    }
    return index == bytes.count
  }
}

/// Where reading the digits of a long integer goes on.
final class IntegerReaderContinuation: NativeContinuation {
  private var reader: IntegerReader

  init(_ reader: IntegerReader) { self.reader = reader }

  /// Gives the reader out, so that its words are not held twice and copied.
  fileprivate func take() -> IntegerReader {
    defer { reader = IntegerReader() }
    return reader
  }
}

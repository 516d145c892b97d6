/// Floats as text: the fewest digits that read back as the same float, in decimal for
/// 1e-4 <= |x| < 1e16 and with an exponent otherwise; there is always a point with digits around it.
enum FloatText {
  /// Appends the text of a finite float.
  static func append(_ value: Double, to bytes: inout [UInt8]) {
    var digits: [UInt8] = []
    digits.reserveCapacity(20)
    var pointAfter = 0
    var exponent = 0
    var sawPoint = false
    var description = value.magnitude.description
    description.withUTF8 { text in
      var index = 0
      while index < text.count {
        let byte = text[index]
        index += 1
        if byte == UInt8(ascii: ".") {
          sawPoint = true
        } else if byte == UInt8(ascii: "e") {
          let negative = index < text.count && text[index] == UInt8(ascii: "-")
          while index < text.count {
            if let digit = IntegerReader.digit(text[index]) {
              exponent = exponent * 10 + Int(digit)
            }
            index += 1
          }
          if negative { exponent = -exponent }
        } else {
          digits.append(byte)
          if !sawPoint { pointAfter += 1 }
        }
      }
    }
    // The value is 0.d1d2d3... * 10^place with d1 not 0.
    var place = pointAfter + exponent
    let zeros = digits.prefix { $0 == 0x30 }.count
    digits.removeFirst(zeros)
    place -= zeros
    while digits.last == 0x30 { digits.removeLast() }
    if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
    if digits.isEmpty {
      bytes.append(contentsOf: "0.0".utf8)
    } else if place > -4 && place <= 16 {
      appendDecimal(digits, place, to: &bytes)
    } else {
      bytes.append(digits[0])
      bytes.append(UInt8(ascii: "."))
      bytes.append(contentsOf: digits.count > 1 ? digits[1...] : [0x30])
      bytes.append(UInt8(ascii: "e"))
      bytes.append(contentsOf: (place - 1).description.utf8)
    }
  }

  private static func appendDecimal(_ digits: [UInt8], _ place: Int, to bytes: inout [UInt8]) {
    if place <= 0 {
      bytes.append(contentsOf: "0.".utf8)
      bytes.append(contentsOf: repeatElement(0x30, count: -place))
      bytes.append(contentsOf: digits)
      return
    }
    for index in 0..<place { bytes.append(index < digits.count ? digits[index] : 0x30) }
    bytes.append(UInt8(ascii: "."))
    bytes.append(contentsOf: place < digits.count ? digits[place...] : [0x30])
  }

  /// The text of a finite float.
  static func text(_ value: Double) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }

  /// How many bytes at the start have the shape of a float, a sign allowed, or 0: digits, a point,
  /// digits, and perhaps an exponent.
  static func length(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var index = 0
    func skipDigits() -> Bool {
      let start = index
      while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
      return index > start
    }
    func skip(_ choices: StaticString) -> Bool {
      guard index < bytes.count else { return false }
      let found = choices.withUTF8Buffer { $0.contains(bytes[index]) }
      if found { index += 1 }
      return found
    }
    _ = skip("+-")
    guard skipDigits(), skip("."), skipDigits() else { return 0 }
    let end = index
    guard skip("eE") else { return end }
    _ = skip("+-")
    return skipDigits() ? index : end
  }

  /// The value of a text that ``length(_:)`` has found to be a float; nil when it is too large.
  static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }
}

/// The length of the well-formed multi-byte UTF-8 sequence that starts with these bytes, or zero.
func utf8SequenceLength(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> Int {
  func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
  switch first {
  case 0xC2...0xDF:
    return isTail(second) ? 2 : 0
  case 0xE0...0xEF:
    guard isTail(second), isTail(third) else { return 0 }
    // Overlong forms and surrogates.
    if first == 0xE0, second < 0xA0 { return 0 }
    if first == 0xED, second > 0x9F { return 0 }
    return 3
  case 0xF0...0xF4:
    guard isTail(second), isTail(third), isTail(fourth) else { return 0 }
    // Overlong forms and what is past U+10FFFF.
    if first == 0xF0, second < 0x90 { return 0 }
    if first == 0xF4, second > 0x8F { return 0 }
    return 4
  default:
    return 0
  }
}

import BigInt
import MartletEmbedding

/// Random numbers that are the same for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension Value {
  /// Any value that has a form in source.
  static func random(_ generator: inout SeededGenerator, depth: Int) -> Value {
    let kinds = depth > 0 ? 13 : 10
    let count = Int.random(in: 0...4, using: &generator)
    switch Int.random(in: 0..<kinds, using: &generator) {
    case 0: return .nil
    case 1: return .bool(.random(using: &generator))
    case 2: return .integer(.random(in: -3...3, using: &generator))
    case 3: return .integer(.random(in: .min ... .max, using: &generator))
    case 4:
      let big = BigInt(1) << Int.random(in: 60...90, using: &generator)
      return Value(Bool.random(using: &generator) ? big : -big)
    case 5: return .float(Double(Int.random(in: -9...9, using: &generator)) / 2)
    case 6: return .float(.random(in: -1e9...1e30, using: &generator))
    case 7: return Value(atom: String.random(&generator))
    case 8: return .string(.random(&generator))
    case 9: return .bytes((0..<count).map { _ in .random(in: 0...255, using: &generator) })
    case 10: return .list((0..<count).map { _ in random(&generator, depth: depth - 1) })
    case 11: return .tuple((0..<count).map { _ in random(&generator, depth: depth - 1) })
    default:
      var pairs: [Value: Value] = [:]
      for _ in 0..<3 * count {
        let key = random(&generator, depth: depth - 1)
        pairs[key] = random(&generator, depth: depth - 1)
      }
      return .map(pairs)
    }
  }
}

extension String {
  /// A short text.
  static func random(_ generator: inout SeededGenerator) -> String {
    let texts = [
      "", "a", "ok", "Counter", "OK", "two words", "valid?", "_0", "é", "e\u{301}", "日本", "🙂",
      "\"", "\\", "\n", "#{x}", "\\(x)", "long text that has more than fifteen bytes", "nil", "fn",
      "\u{7F}", "Mod.Sub", "if",
    ]
    return texts[Int.random(in: 0..<texts.count, using: &generator)]
  }
}

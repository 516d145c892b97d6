import MartletBytecode
import MartletSyntax

extension Resolver {
  /// The constant of an integer literal.
  mutating func integer(_ literal: IntegerLiteral, _ span: SourceSpan) -> Constant {
    switch literal {
    case .small(let value): return .integer(value)
    case .large(let isNegative, let digits, let radix):
      if radix == 10, digits.utf8.count > 500_000 {
        report(
          "too-large",
          "an integer literal has at most 500000 decimal digits",
          span,
          notes: ["Read it from a file with `String.to_integer`."]
        )
        return .integer(0)
      }
      return .bigInteger(negative: isNegative, magnitude: magnitude(digits, radix))
    }
  }

  private func magnitude(_ digits: String, _ radix: Int) -> [UInt64] {
    let values = digits.utf8.map { byte -> UInt64 in
      byte >= UInt8(ascii: "a") ? UInt64(byte - UInt8(ascii: "a") + 10) : UInt64(byte & 15)
    }
    switch radix {
    case 2, 16: return packed(values, bits: radix == 2 ? 1 : 4)
    default: break
    }
    // As many digits at a time as fit a word.
    let step = radix == 8 ? 21 : 19
    var result: [UInt64] = []
    var index = 0
    while index < values.count {
      let end = min(index + step, values.count)
      var factor: UInt64 = 1
      var carry: UInt64 = 0
      for value in values[index..<end] {
        factor = factor &* UInt64(radix)
        carry = carry &* UInt64(radix) &+ value
      }
      for word in result.indices {
        let product = result[word].multipliedFullWidth(by: factor)
        let (low, overflow) = product.low.addingReportingOverflow(carry)
        result[word] = low
        carry = product.high &+ (overflow ? 1 : 0)
      }
      if carry > 0 { result.append(carry) }
      index = end
    }
    return result
  }

  private func packed(_ values: [UInt64], bits: Int) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: values.count * bits / 64 + 1)
    for (index, value) in values.reversed().enumerated() {
      result[index * bits / 64] |= value << UInt64(index * bits % 64)
    }
    while result.count > 1, result.last == 0 { result.removeLast() }
    return result
  }
}

extension Core {
  /// The constant that the expression is, if it is one.
  var constant: Constant? { if case .constant(let constant) = kind { constant } else { nil } }
}

extension Constant {
  /// The map of pairs in which the last of equal keys wins.
  static func map(of pairs: [(key: Constant, value: Constant)]) -> Constant {
    var keys: [Constant] = []
    var values: [Constant] = []
    var indices: [Constant: Int] = [:]
    for pair in pairs {
      if let index = indices[pair.key] {
        values[index] = pair.value
      } else {
        indices[pair.key] = keys.count
        keys.append(pair.key)
        values.append(pair.value)
      }
    }
    return .map(keys, values)
  }

  /// The constant with the float zeros made one, as patterns compare them.
  var asPattern: Constant {
    if case .float(let bits) = self, bits == 1 << 63 { .float(0) } else { self }
  }
}

extension Constant {
  /// Whether the term is a word without a heap part that `ifIs` can compare: an atom, an integer of
  /// 62 bits or the empty list.
  public var isImmediate: Bool {
    switch self {
    case .atom: true
    case .integer(let value): value >= -(1 << 61) && value < 1 << 61
    case .list(let elements, let tail): elements.isEmpty && tail == nil
    default: false
    }
  }

  /// Why no term can be made of the constant, or nil when one can.
  var invalidity: String? {
    // A stack instead of recursion: constants may be nested as deep as memory allows.
    var pending = [self]
    while let constant = pending.popLast() {
      switch constant {
      case .integer, .atom, .binary: continue
      case .bigInteger(let isNegative, let magnitude):
        guard let last = magnitude.last, last != 0 else {
          return "a big integer begins with a zero word"
        }
        let limit = isNegative ? UInt64(1) << 63 : UInt64(Int64.max)
        if magnitude.count == 1, last <= limit { return "a big integer fits one word" }
      case .float(let bits):
        if !Double(bitPattern: bits).isFinite { return "a float is not finite" }
      case .tuple(let elements): pending += elements
      case .list(let elements, let tail):
        pending += elements
        if let tail {
          if elements.isEmpty { return "a list has a tail but no elements" }
          pending.append(tail)
        }
      case .map(let keys, let values):
        if keys.count != values.count { return "a map has not as many values as keys" }
        if Set(keys).count != keys.count { return "a map has a key twice" }
        pending += keys
        pending += values
      case .externalFunction(let name):
        if !(0...RegisterSet.limit).contains(name.arity) { return "\(name) has too many arguments" }
      }
    }
    return nil
  }
}

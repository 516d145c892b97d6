import BigInt

extension Value {
  /// Whether a value stands before another in the order of keys of maps: number < atom < reference
  /// < object < function < pid < tuple < map < list < binary.
  ///
  /// - Parameters:
  ///   - left: One value.
  ///   - right: The other value.
  /// - Returns: Whether the first stands before the second.
  package static func stands(_ left: Value, before right: Value) -> Bool {
    compare(left, right) < 0
  }

  /// Compares in the order of keys of maps: negative, zero or positive.
  private static func compare(_ left: Value, _ right: Value) -> Int {
    let rank = left.rank
    let other = right.rank
    if rank != other { return rank - other }
    switch (left, right) {
    case (.reference(let left), .reference(let right)): return compare(left.bits, right.bits)
    case (.object(let left), .object(let right)):
      return compare(ObjectIdentifier(left.object), ObjectIdentifier(right.object))
    case (.function(let left), .function(let right)):
      return compare(bytes: left.text.utf8, right.text.utf8)
    case (.pid(let left), .pid(let right)): return compare(left.bits, right.bits)
    case (.tuple(let left), .tuple(let right)):
      return left.count != right.count ? left.count - right.count : compare(left, right)
    case (.map(let left), .map(let right)):
      return left.count != right.count ? left.count - right.count : compare(left, right)
    case (.list(let left), .list(let right)):
      let result = compare(left, right)
      return result != 0 ? result : left.count - right.count
    default: break
    }
    if let left = left.atomText, let right = right.atomText {
      return compare(bytes: left.utf8, right.utf8)
    }
    switch (left, right) {
    case (.string(let left), .string(let right)): return compare(bytes: left.utf8, right.utf8)
    case (.string(let left), .binary(let right)): return compare(bytes: left.utf8, right)
    case (.binary(let left), .string(let right)): return compare(bytes: left, right.utf8)
    case (.binary(let left), .binary(let right)): return compare(bytes: left, right)
    default: return compareNumbers(left, right)
    }
  }

  private static func compare<Key: Comparable>(_ left: Key, _ right: Key) -> Int {
    left < right ? -1 : left == right ? 0 : 1
  }

  private static func compare(
    bytes left: some Sequence<UInt8>,
    _ right: some Sequence<UInt8>
  ) -> Int {
    left.lexicographicallyPrecedes(right) ? -1 : left.elementsEqual(right) ? 0 : 1
  }

  /// Compares elements up to the first that differs.
  private static func compare(_ left: [Value], _ right: [Value]) -> Int {
    for (one, other) in zip(left, right) {
      let result = compare(one, other)
      if result != 0 { return result }
    }
    return 0
  }

  /// Compares maps of one size: first their keys in order, then what stands under them.
  private static func compare(_ left: [Value: Value], _ right: [Value: Value]) -> Int {
    let keys = left.keys.sorted(by: stands(_:before:))
    let others = right.keys.sorted(by: stands(_:before:))
    let result = compare(keys, others)
    if result != 0 { return result }
    return compare(keys.map { left[$0] ?? .nil }, others.map { right[$0] ?? .nil })
  }

  /// Compares exactly, whatever the kinds; an integer stands before an equal float.
  private static func compareNumbers(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): return compare(left, right)
    case (.float(let left), .float(let right)): return compare(left, right)
    case (.float(let left), _): return -compare(integer: right, float: left)
    case (_, .float(let right)): return compare(integer: left, float: right)
    default: return compare(left.bigIntegerValue ?? 0, right.bigIntegerValue ?? 0)
    }
  }

  private static func compare(integer: Value, float: Double) -> Int {
    // No script has such floats.
    guard float.isFinite else { return float > 0 ? -1 : 1 }
    let integer = integer.bigIntegerValue ?? 0
    let whole = float.rounded(.towardZero)
    let result = compare(integer, BigInt(whole))
    if result != 0 { return result }
    return float < whole ? 1 : -1
  }

  /// The place of the value's kind in the order.
  private var rank: Int {
    switch self {
    case .integer, .bigInteger, .float: 0
    case .nil, .bool, .atom: 1
    case .reference: 2
    case .object: 3
    case .function: 4
    case .pid: 5
    case .tuple: 6
    case .map: 7
    case .list: 8
    case .string, .binary: 9
    }
  }

  /// The text of any atom.
  private var atomText: String? {
    switch self {
    case .nil: "nil"
    case .bool(let value): value ? "true" : "false"
    case .atom(let text): text
    default: nil
    }
  }
}

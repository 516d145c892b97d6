// There is no literal for `nil`: an optional value that is none, and the atom `nil`, would be written
// the same way, and the compiler would choose.

extension Value: ExpressibleByBooleanLiteral {
  /// Makes one of the atoms `true` and `false`.
  ///
  /// - Parameter value: Which of them.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Value: ExpressibleByIntegerLiteral {
  /// Makes an integer.
  ///
  /// - Parameter value: The integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension Value: ExpressibleByFloatLiteral {
  /// Makes a float.
  ///
  /// - Parameter value: The float.
  public init(floatLiteral value: Double) { self = .float(value) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// Makes a string; an atom is written `.atom("ok")`.
  ///
  /// - Parameter value: The text.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension Value: ExpressibleByArrayLiteral {
  /// Makes a list; a tuple is written `.tuple([1, 2])`.
  ///
  /// - Parameter elements: The elements.
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
}

extension Value: ExpressibleByDictionaryLiteral {
  /// Makes a map.
  ///
  /// Keys are what they say: `["a": 1]` is the map `%{"a" => 1}` with a string for a key, and
  /// `[.atom("a"): 1]` is `%{a: 1}`. ``fields(_:)`` takes all keys for atoms.
  ///
  /// - Parameter elements: The pairs; of equal keys the last wins.
  public init(dictionaryLiteral elements: (Value, Value)...) {
    var pairs: [Value: Value] = [:]
    pairs.reserveCapacity(elements.count)
    for (key, value) in elements { pairs[key] = value }
    self = .map(pairs)
  }
}

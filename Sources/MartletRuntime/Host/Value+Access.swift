public import BigInt

// MARK: - What is inside

extension Value {
  /// The element of a list or a tuple, or what a map has under an integer.
  ///
  /// - Parameter index: The position from 0 on, or the key.
  /// - Returns: What stands there; `nil` when there is nothing or the value is of another kind.
  public subscript(index: Int) -> Value? {
    switch self {
    case .list(let elements), .tuple(let elements):
      elements.indices.contains(index) ? elements[index] : nil
    case .map(let pairs): pairs[.integer(index)]
    default: nil
    }
  }

  /// What a map has under a name: under the atom of that name, or else under the string.
  ///
  /// - Parameter name: The key's text.
  /// - Returns: What stands there; `nil` when there is nothing or the value is no map.
  public subscript(name: String) -> Value? {
    guard case .map(let pairs) = self else { return nil }
    return pairs[Value(atom: name)] ?? pairs[.string(name)]
  }

  /// What a map has under a key.
  ///
  /// - Parameter key: The key.
  /// - Returns: What stands there; `nil` when there is nothing or the value is no map.
  public subscript(key: Value) -> Value? {
    guard case .map(let pairs) = self else { return nil }
    return pairs[key]
  }

  /// How many elements, pairs or bytes there are; `nil` for values without any of these.
  public var count: Int? {
    switch self {
    case .list(let elements), .tuple(let elements): elements.count
    case .map(let pairs): pairs.count
    case .string(let text): text.utf8.count
    case .binary(let bytes): bytes.count
    default: nil
    }
  }
}

// MARK: - As Swift's types

extension Value {
  /// Whether this is the atom `nil`.
  public var isNil: Bool {
    if case .nil = self { true } else { false }
  }

  /// The boolean, if this is one.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The integer, if this is one that an `Int` holds.
  public var integerValue: Int? {
    switch self {
    case .integer(let value): value
    case .bigInteger(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The integer, if this is one of any size.
  public var bigIntegerValue: BigInt? {
    switch self {
    case .integer(let value): BigInt(value)
    case .bigInteger(let value): value
    default: nil
    }
  }

  /// The number as a float, if this is a number; integers are rounded to the nearest float.
  public var floatValue: Double? {
    switch self {
    case .float(let value): value
    case .integer(let value): Double(value)
    case .bigInteger(let value):
      // Beyond every float.
      Double(value).isFinite ? Double(value) : nil
    default: nil
    }
  }

  /// The atom's text, if this is an atom other than `nil`, `true` and `false`.
  public var atomValue: String? {
    if case .atom(let text) = self { text } else { nil }
  }

  /// The text, if this is a string.
  public var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The bytes, if this is a string or any other binary.
  public var bytesValue: [UInt8]? {
    switch self {
    case .string(let text): Array(text.utf8)
    case .binary(let bytes): bytes
    default: nil
    }
  }

  /// The elements, if this is a list.
  public var listValue: [Value]? {
    if case .list(let elements) = self { elements } else { nil }
  }

  /// The elements, if this is a tuple.
  public var tupleValue: [Value]? {
    if case .tuple(let elements) = self { elements } else { nil }
  }

  /// The pairs, if this is a map.
  public var mapValue: [Value: Value]? {
    if case .map(let pairs) = self { pairs } else { nil }
  }

  /// The process, if this is a pid.
  public var pidValue: ProcessID? {
    if case .pid(let pid) = self { pid } else { nil }
  }

  /// The reference, if this is one.
  public var referenceValue: ReferenceID? {
    if case .reference(let reference) = self { reference } else { nil }
  }

  /// The object of the host, if this is one of that class.
  ///
  /// - Parameter type: The class.
  /// - Returns: The object; `nil` when the value is none, or one of another class.
  public func object<Object: AnyObject>(as type: Object.Type = Object.self) -> Object? {
    if case .object(let object) = self { object.object as? Object } else { nil }
  }
}

// MARK: - Depth

extension Value {
  /// Whether values are nested in this one more than so many deep.
  ///
  /// - Parameter depth: How deep may be; a number is 0 deep, a list of numbers 1.
  /// - Returns: Whether it is deeper; nothing beyond the depth is looked at.
  package func isDeeper(than depth: Int) -> Bool {
    switch self {
    case .list(let elements), .tuple(let elements):
      depth <= 0 || elements.contains { $0.isDeeper(than: depth - 1) }
    case .map(let pairs):
      depth <= 0
        || pairs.contains { $0.isDeeper(than: depth - 1) || $1.isDeeper(than: depth - 1) }
    default: false
    }
  }
}

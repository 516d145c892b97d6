import BigInt
import MartletRuntime

/// A type that is decoded without containers.
protocol DirectlyDecodable {
  /// Makes one of a value.
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Self
}

// MARK: - Leaves

extension FixedWidthInteger {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Self {
    switch value {
    case .integer(let integer):
      if let result = Self(exactly: integer) { return result }
    case .bigInteger(let integer):
      if let result = Self(big: integer) { return result }
    default: throw place.mismatch("an integer", value, self)
    }
    throw place.mismatch("an integer from \(Self.min) to \(Self.max)", value, self)
  }

  /// Takes a big integer if it fits; for types of at most 128 bits.
  ///
  /// The standard library's `init(exactly:)` gives wrong results for negative big integers.
  private init?(big integer: BigInt) {
    guard integer.bitWidth <= 130 else { return nil }
    var magnitude: UInt128 = 0
    for word in integer.magnitude.words.reversed() {
      guard magnitude >> (128 - UInt.bitWidth) == 0 else { return nil }
      magnitude = magnitude << UInt.bitWidth | UInt128(word)
    }
    if integer.sign == .plus {
      self.init(exactly: magnitude)
    } else {
      guard magnitude <= 1 << 127 else { return nil }
      self.init(exactly: Int128(truncatingIfNeeded: 0 &- magnitude))
    }
  }
}

extension Int: DirectlyDecodable {}
extension Int8: DirectlyDecodable {}
extension Int16: DirectlyDecodable {}
extension Int32: DirectlyDecodable {}
extension Int64: DirectlyDecodable {}
extension Int128: DirectlyDecodable {}
extension UInt: DirectlyDecodable {}
extension UInt8: DirectlyDecodable {}
extension UInt16: DirectlyDecodable {}
extension UInt32: DirectlyDecodable {}
extension UInt64: DirectlyDecodable {}
extension UInt128: DirectlyDecodable {}

extension BigInt: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> BigInt {
    guard let result = value.bigIntegerValue else {
      throw place.mismatch("an integer", value, self)
    }
    return result
  }
}

extension BigUInt: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> BigUInt {
    guard let result = value.bigIntegerValue.flatMap(BigUInt.init(exactly:)) else {
      throw place.mismatch("an integer that is not negative", value, self)
    }
    return result
  }
}

extension Double: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Double {
    switch value {
    case .float(let float) where float.isFinite: return float
    case .integer(let integer):
      if let result = Double(exactly: integer) { return result }
      throw place.mismatch("a float, or an integer that a float holds exactly", value, self)
    default: throw place.mismatch("a number", value, self)
    }
  }
}

extension Float: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Float {
    let result = Float(try Double.decode(value, session, place))
    guard result.isFinite else {
      let most = Float.greatestFiniteMagnitude
      throw place.mismatch("a number from -\(most) to \(most)", value, self)
    }
    return result
  }
}

extension Bool: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Bool {
    guard case .bool(let truth) = value else {
      throw place.mismatch("true or false", value, self)
    }
    return truth
  }
}

extension String: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> String {
    guard case .string(let text) = value else { throw place.mismatch("a string", value, self) }
    return text
  }
}

extension Value: DirectlyDecodable {
  static func decode(_ value: Value, _ session: DecodingSession, _ place: DecodingPlace) -> Value {
    value
  }
}

extension ProcessID: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> ProcessID {
    guard case .pid(let pid) = value else { throw place.mismatch("a pid", value, self) }
    return pid
  }
}

extension ReferenceID: DirectlyDecodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> ReferenceID {
    guard case .reference(let reference) = value else {
      throw place.mismatch("a reference", value, self)
    }
    return reference
  }
}

// MARK: - Types with others in them

extension Optional: DirectlyDecodable where Wrapped: Decodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Wrapped? {
    value.isNil ? nil : try session.unbox(Wrapped.self, value, place)
  }
}

extension Array: DirectlyDecodable where Element: Decodable {
  static func decode(
    _ value: Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> [Element] {
    if Element.self == UInt8.self, let bytes = value.bytesValue { return same(bytes) }
    guard case .list(let elements) = value else {
      throw place.mismatch(Element.self == UInt8.self ? "a binary" : "a list", value, self)
    }
    if Element.self == Value.self { return same(elements) }
    let node = DecodingNode(session, value, place, acceptsAtoms: false)
    var result: [Element] = []
    result.reserveCapacity(elements.count)
    for element in elements {
      let step = ValueError.PathStep.index(result.count)
      result.append(
        try session.unbox(Element.self, element, DecodingPlace(parent: node, step: step))
      )
    }
    return result
  }
}

extension Dictionary: DirectlyDecodable where Key: Decodable, Value: Decodable {
  static func decode(
    _ value: MartletRuntime.Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> [Key: Value] {
    guard case .map(let pairs) = value else { throw place.mismatch("a map", value, self) }
    let node = DecodingNode(session, value, place, acceptsAtoms: false)
    var result = [Key: Value](minimumCapacity: pairs.count)
    for (key, element) in pairs {
      let inside = DecodingPlace(parent: node, step: .key(key))
      let decoded = try decodeKey(key, session, inside)
      let element = try session.unbox(Value.self, element, inside)
      guard result.updateValue(element, forKey: decoded) == nil else {
        throw inside.error(.other("there is another key that is the same in Swift"), self)
      }
    }
    return result
  }

  private static func decodeKey(
    _ key: MartletRuntime.Value,
    _ session: DecodingSession,
    _ place: DecodingPlace
  ) throws -> Key {
    switch key {
    case .atom(let name) where Key.self == String.self: return same(name)
    case .atom(let name), .string(let name):
      if let type = Key.self as? any CodingKeyRepresentable.Type,
        !(Key.self is any DirectlyDecodable.Type),
        !(Key.self is any ValueConvertible.Type),
        let result = type.init(codingKey: StepKey(stringValue: name)) as? Key
      {
        return result
      }
    default: break
    }
    return try session.unbox(Key.self, key, place)
  }
}

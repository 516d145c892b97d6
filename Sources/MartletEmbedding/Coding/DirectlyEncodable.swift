import BigInt
import MartletRuntime

/// A type that is encoded without containers.
protocol DirectlyEncodable {
  /// The value for scripts.
  func encode(_ session: EncodingSession, _ place: EncodingPlace) throws -> Value
}

// MARK: - Leaves

extension FixedWidthInteger {
  /// The integer for scripts.
  @inline(__always)
  var value: Value { Int(exactly: self).map(Value.integer) ?? .bigInteger(BigInt(self)) }

  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { value }
}

extension Int: DirectlyEncodable {}
extension Int8: DirectlyEncodable {}
extension Int16: DirectlyEncodable {}
extension Int32: DirectlyEncodable {}
extension Int64: DirectlyEncodable {}
extension Int128: DirectlyEncodable {}
extension UInt: DirectlyEncodable {}
extension UInt8: DirectlyEncodable {}
extension UInt16: DirectlyEncodable {}
extension UInt32: DirectlyEncodable {}
extension UInt64: DirectlyEncodable {}
extension UInt128: DirectlyEncodable {}

extension BigInt: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { Value(self) }
}

extension BigUInt: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { Value(BigInt(self)) }
}

extension Double: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) throws -> Value {
    guard isFinite else {
      throw place.error(.other("the language has no float that is \(self)"), self)
    }
    return .float(self)
  }
}

extension Float: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) throws -> Value {
    try Double(self).encode(session, place)
  }
}

extension Bool: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { .bool(self) }
}

extension String: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { .string(self) }
}

extension Value: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) throws -> Value {
    try session.checkDepth(of: self, place)
  }
}

extension ProcessID: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { .pid(self) }
}

extension ReferenceID: DirectlyEncodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) -> Value { .reference(self) }
}

// MARK: - Types with others in them

extension Optional: DirectlyEncodable where Wrapped: Encodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) throws -> Value {
    guard let self else { return .nil }
    return try session.box(self, place)
  }
}

extension Array: DirectlyEncodable where Element: Encodable {
  func encode(_ session: EncodingSession, _ place: EncodingPlace) throws -> Value {
    if Element.self == UInt8.self { return .bytes(same(self)) }
    guard place.depth < Value.maximumDepth else { throw place.error(.tooDeep, self) }
    if Element.self == Int.self { return .list(same(self, as: [Int].self).map(Value.integer)) }
    if Element.self == String.self {
      return .list(same(self, as: [String].self).map(Value.string))
    }
    let node = EncodingNode(session, place)
    var elements: [Value] = []
    elements.reserveCapacity(count)
    for element in self {
      let step = ValueError.PathStep.index(elements.count)
      elements.append(try session.boxAny(element, EncodingPlace(parent: node, step: step)))
    }
    return .list(elements)
  }
}

extension Dictionary: DirectlyEncodable where Key: Encodable, Value: Encodable {
  func encode(
    _ session: EncodingSession,
    _ place: EncodingPlace
  ) throws -> MartletRuntime.Value {
    guard place.depth < MartletRuntime.Value.maximumDepth else {
      throw place.error(.tooDeep, self)
    }
    let node = EncodingNode(session, place)
    var pairs = [MartletRuntime.Value: MartletRuntime.Value](minimumCapacity: count)
    for (key, element) in self {
      let key = try encodeKey(key, session, EncodingPlace(parent: node, step: nil))
      let value = try session.box(element, EncodingPlace(parent: node, step: .key(key)))
      guard pairs.updateValue(value, forKey: key) == nil else {
        throw place.error(.other("two keys are both \(key.summary) in scripts"), self)
      }
    }
    return .map(pairs)
  }

  /// The key in the map: text if the type says how its keys are written, unless it is an enum.
  private func encodeKey(
    _ key: Key,
    _ session: EncodingSession,
    _ place: EncodingPlace
  ) throws -> MartletRuntime.Value {
    let value = try session.box(key, place)
    if case .map = value, let key = key as? any CodingKeyRepresentable {
      return .string(key.codingKey.stringValue)
    }
    return value
  }
}

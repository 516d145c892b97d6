import MartletRuntime

/// The pairs of a map on their way into a struct.
struct KeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let node: DecodingNode
  let fields: DecodingFields

  var codingPath: [any CodingKey] { node.codingPath }

  var allKeys: [Key] { fields.names.compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool {
    if case .case(let name, _) = fields { return name == key.stringValue }
    return fields.find(key) != nil
  }

  private func place(_ key: Key) -> DecodingPlace {
    DecodingPlace(parent: node, step: .field(key.stringValue))
  }

  /// What stands under a key, or nil.
  @inline(__always)
  private func find(_ key: Key) throws -> Value? {
    if case .case = fields { throw node.place.mismatch("a map", node.value, [String: Value].self) }
    return fields.find(key)
  }

  private func value(_ key: Key) throws -> Value {
    if let value = try find(key) { return value }
    throw node.place.error(.missingKey(key.stringValue), Value.self)
  }

  func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNil }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try node.session.unbox(type, value(key), place(key))
  }

  @inline(__always)
  private func decodeIfThere<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
    guard let value = try find(key), !value.isNil else { return nil }
    return try node.session.unbox(type, value, place(key))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    if case .case(let name, let values) = fields, name == key.stringValue {
      let child = node.child(.tuple(values), .field(name))
      return KeyedDecodingContainer(KeyedDecoding<Nested>(node: child, fields: .payload(values)))
    }
    return try node.child(value(key), .field(key.stringValue)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try node.child(value(key), .field(key.stringValue)).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    if case .map(let pairs) = fields {
      return node.child(pairs[.atom("super")] ?? pairs[.string("super")] ?? .nil, .field("super"))
    }
    throw node.place.mismatch("a map", node.value, [String: Value].self)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    node.child(try find(key) ?? .nil, .field(key.stringValue))
  }
}

// MARK: - What has an implementation of its own that would look three times

extension KeyedDecoding {
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
    try decodeIfThere(type, key)
  }

  func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? {
    try decodeIfThere(type, key)
  }

  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try node.session.unbox(type, value(key), place(key))
  }

  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
    try node.session.unbox(type, value(key), place(key))
  }
}

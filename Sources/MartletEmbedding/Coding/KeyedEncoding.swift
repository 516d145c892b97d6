import MartletRuntime

/// The pairs of a struct on their way into a map.
struct KeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: EncodingNode
  /// Whether the keys are those of a dictionary, which are text and no names.
  private let isDictionary: Bool

  init(node: EncodingNode) {
    self.init(node: node, isDictionary: DictionaryKeys.type == ObjectIdentifier(Key.self))
  }

  fileprivate init(node: EncodingNode, isDictionary: Bool) {
    self.node = node
    self.isDictionary = isDictionary
  }

  var codingPath: [any CodingKey] { node.codingPath }

  /// The key in the map.
  @inline(__always)
  private func key(_ key: Key) -> Value {
    isDictionary ? .string(key.stringValue) : Value(atom: key.stringValue)
  }

  @inline(__always)
  private func step(_ key: Key) -> ValueError.PathStep {
    isDictionary ? .key(.string(key.stringValue)) : .field(key.stringValue)
  }

  mutating func encodeNil(forKey key: Key) throws { node.put(self.key(key), .nil) }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    let result = try node.session.box(value, EncodingPlace(parent: node, step: step(key)))
    node.put(self.key(key), result)
  }

  @inline(__always)
  private func put<T: Encodable>(_ value: T?, _ key: Key) throws {
    guard let value else {
      node.put(self.key(key), .nil)
      return
    }
    let result = try node.session.box(value, EncodingPlace(parent: node, step: step(key)))
    node.put(self.key(key), result)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    node.child(self.key(key), step(key)).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    node.child(self.key(key), step(key)).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { node.child(.atom("super"), .field("super")) }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    node.child(self.key(key), step(key))
  }
}

// MARK: - What has an implementation of its own that would leave the key out

extension KeyedEncoding {
  mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    try put(value, key)
  }

  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try put(value, key) }

  mutating func encode(_ value: Int128, forKey key: Key) throws { try put(value, key) }

  mutating func encode(_ value: UInt128, forKey key: Key) throws { try put(value, key) }
}

/// The keys by which dictionaries of the standard library write themselves when they are asked to
/// use the encoder of something else.
private enum DictionaryKeys {
  /// The type of the keys, which has no public name: what a dictionary asks for.
  static let type: ObjectIdentifier? = {
    let probe = Probe()
    try? [String: Int]().encode(to: probe)
    return probe.type
  }()

  /// An encoder that only looks at the type of the keys.
  private final class Probe: Encoder {
    var type: ObjectIdentifier?
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let node = EncodingNode(EncodingSession([:]), EncodingPlace(parent: nil, step: nil))

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      self.type = ObjectIdentifier(type)
      return KeyedEncodingContainer(KeyedEncoding(node: node, isDictionary: true))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { node.unkeyedContainer() }

    func singleValueContainer() -> any SingleValueEncodingContainer { node.singleValueContainer() }
  }
}

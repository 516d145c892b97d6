import MartletRuntime

/// Elements on their way into a list, or into a binary as long as they are bytes.
struct UnkeyedEncoding: UnkeyedEncodingContainer {
  let node: EncodingNode

  var codingPath: [any CodingKey] { node.codingPath }

  var count: Int { node.count }

  mutating func encodeNil() throws { node.append(.nil) }

  mutating func encode<T: Encodable>(_ value: T) throws { try append(value) }

  mutating func encode(_ value: UInt8) throws { node.append(byte: value) }

  mutating func encode(_ value: Int128) throws { try append(value) }

  mutating func encode(_ value: UInt128) throws { try append(value) }

  @inline(__always)
  private func append<T: Encodable>(_ value: T) throws {
    if T.self == UInt8.self {
      node.append(byte: same(value))
    } else {
      node.append(
        try node.session.box(value, EncodingPlace(parent: node, step: .index(node.count)))
      )
    }
  }

  mutating func encode(contentsOf sequence: some Sequence<UInt8>) throws {
    node.append(bytes: sequence)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    node.child().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    node.child().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { node.child() }
}

/// A value on its way to where its encoder stands.
struct SingleValueEncoding: SingleValueEncodingContainer {
  let node: EncodingNode

  var codingPath: [any CodingKey] { node.codingPath }

  mutating func encodeNil() throws { node.put(single: .nil) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    node.put(single: try node.session.box(value, node.place))
  }

  mutating func encode(_ value: Int128) throws {
    node.put(single: try node.session.box(value, node.place))
  }

  mutating func encode(_ value: UInt128) throws {
    node.put(single: try node.session.box(value, node.place))
  }
}

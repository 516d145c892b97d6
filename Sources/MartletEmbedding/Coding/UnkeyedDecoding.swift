import MartletRuntime

/// The elements of a list, a tuple or a binary, one after another.
struct UnkeyedDecoding: UnkeyedDecodingContainer {
  let node: DecodingNode
  let elements: [Value]
  private(set) var currentIndex = 0

  init(node: DecodingNode, elements: [Value]) {
    self.node = node
    self.elements = elements
  }

  var codingPath: [any CodingKey] { node.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  /// The element that comes next.
  @inline(__always)
  private func next() throws -> Value {
    guard currentIndex < elements.count else {
      throw node.place.mismatch(
        "a list of more than \(elements.count) elements",
        node.value,
        Value.self
      )
    }
    return elements[currentIndex]
  }

  @inline(__always)
  private mutating func take<T: Decodable>(_ type: T.Type) throws -> T {
    let place = DecodingPlace(parent: node, step: .index(currentIndex))
    let result = try node.session.unbox(type, next(), place)
    currentIndex += 1
    return result
  }

  mutating func decodeNil() throws -> Bool {
    guard try next().isNil else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try take(type) }

  mutating func decode(_ type: Int128.Type) throws -> Int128 { try take(type) }

  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try take(type) }

  private mutating func child() throws -> DecodingNode {
    let child = node.child(try next(), .index(currentIndex))
    currentIndex += 1
    return child
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try child().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try child().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try child() }
}

/// The value itself.
struct SingleValueDecoding: SingleValueDecodingContainer {
  let node: DecodingNode

  var codingPath: [any CodingKey] { node.codingPath }

  func decodeNil() -> Bool { node.value.isNil }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try take(type) }

  func decode(_ type: Int128.Type) throws -> Int128 { try take(type) }

  func decode(_ type: UInt128.Type) throws -> UInt128 { try take(type) }

  @inline(__always)
  private func take<T: Decodable>(_ type: T.Type) throws -> T {
    if T.self == String.self {
      // What hands its decoder on to an enum is no type with raw values itself.
      switch node.value {
      case .atom(let name): return same(name)
      case .nil where node.acceptsAtoms: return same("nil")
      case .bool(let truth) where node.acceptsAtoms: return same(truth ? "true" : "false")
      default: break
      }
    }
    return try node.session.unbox(type, node.value, node.place)
  }
}

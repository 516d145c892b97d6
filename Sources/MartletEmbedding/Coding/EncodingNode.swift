import MartletRuntime

/// The encoder of one value: it gathers what the value writes and makes a value of it.
final class EncodingNode: CodingNode {
  private enum Shape {
    case empty
    case single
    case keyed
    case unkeyed
    /// An unkeyed container of bytes alone.
    case bytes
  }

  let session: EncodingSession
  let place: EncodingPlace
  /// How many lists, tuples and maps lie around it.
  let depth: Int
  private var shape = Shape.empty
  /// Whether containers of different kinds were asked for.
  private var isMixed = false
  private var single = Value.nil
  // Nothing is asked of the node while it changes these.
  @exclusivity(unchecked) private var pairs: [Value: Value] = [:]
  @exclusivity(unchecked) private var elements: [Value] = []
  @exclusivity(unchecked) private var bytes: [UInt8] = []
  /// Containers in this one, which take the places of values when they are complete.
  private var children: [(place: ChildPlace, node: EncodingNode)] = []

  private enum ChildPlace {
    case key(Value)
    case index(Int)
  }

  init(_ session: EncodingSession, _ place: EncodingPlace) {
    self.session = session
    self.place = place
    depth = place.depth
  }

  var parent: EncodingNode? { place.parent }
  var step: ValueError.PathStep? { place.step }

  /// Lets go of the containers in this one.
  func release() { children.removeAll() }

  private func become(_ wanted: Shape) {
    if shape == .empty {
      shape = wanted
    } else if shape != wanted && !(shape == .bytes && wanted == .unkeyed) {
      isMixed = true
    }
  }

  // MARK: - Writing

  /// How many elements there are.
  var count: Int { shape == .bytes ? bytes.count : elements.count }

  func becomeKeyed() {
    // As many as fit the least room for more than three; `reserveCapacity` is many times slower.
    if shape == .empty { pairs = Dictionary(minimumCapacity: 6) }
    become(.keyed)
  }

  func becomeUnkeyed() { become(.unkeyed) }

  /// Takes the only value.
  func put(single value: Value) {
    become(.single)
    single = value
  }

  /// Takes a pair; of equal keys the last wins.
  func put(_ key: Value, _ value: Value) { pairs[key] = value }

  /// Takes an element.
  func append(_ value: Value) {
    if shape == .bytes { becomeList() }
    elements.append(value)
  }

  /// Takes an element that is a byte.
  func append(byte: UInt8) {
    if shape == .bytes || elements.isEmpty {
      shape = .bytes
      bytes.append(byte)
    } else {
      elements.append(.integer(Int(byte)))
    }
  }

  /// Takes elements that are bytes.
  func append(bytes more: some Sequence<UInt8>) {
    if shape == .bytes || elements.isEmpty {
      shape = .bytes
      bytes.append(contentsOf: more)
    } else {
      elements.append(contentsOf: more.lazy.map { .integer(Int($0)) })
    }
  }

  /// Something else than a byte follows bytes.
  private func becomeList() {
    shape = .unkeyed
    elements = bytes.map { .integer(Int($0)) }
    bytes = []
  }

  /// Makes the encoder of what stands under a key.
  func child(_ key: Value, _ step: ValueError.PathStep) -> EncodingNode {
    put(key, .nil)
    return addChild(.key(key), step)
  }

  /// Makes the encoder of the next element.
  func child() -> EncodingNode {
    let index = count
    append(.nil)
    return addChild(.index(index), .index(index))
  }

  private func addChild(_ place: ChildPlace, _ step: ValueError.PathStep) -> EncodingNode {
    if children.isEmpty { session.add(holder: self) }
    let node = EncodingNode(session, EncodingPlace(parent: self, step: step))
    children.append((place, node))
    return node
  }

  // MARK: - Making the value

  /// Makes the value of what was written.
  ///
  /// A keyed container with nothing but one more in it is what the compiler makes for a case of an
  /// enum. A type that is no enum may make the same, so that the type decides.
  func finish(isEnumeration: () -> Bool = { false }) throws -> Value {
    guard !isMixed else {
      throw place.error(.other("more than one kind of container was asked for"), single)
    }
    guard shape == .single || depth < Value.maximumDepth else {
      throw place.error(.tooDeep, single)
    }
    if shape == .keyed, pairs.count == 1, children.count == 1,
      case .key(let name) = children[0].place,
      children[0].node.shape == .keyed, isEnumeration()
    {
      return try children[0].node.finishCase(name)
    }
    if !children.isEmpty { try finishChildren() }
    switch shape {
    case .single: return single
    case .unkeyed: return .list(elements)
    case .bytes: return .bytes(bytes)
    case .empty, .keyed: return .map(pairs)
    }
  }

  private func finishChildren() throws {
    for (place, node) in children {
      let value = try node.finish()
      switch place {
      case .key(let key): pairs[key] = value
      case .index(let index): elements[index] = value
      }
    }
    children.removeAll()
  }

  /// Makes the value of a case with this node's pairs.
  private func finishCase(_ name: Value) throws -> Value {
    if pairs.isEmpty { return name }
    try finishChildren()
    let values = (0..<pairs.count).map { pairs[.atom("_\($0)")] }
    let unlabelled = values.compactMap { $0 }
    if unlabelled.count == values.count { return .tuple([name] + unlabelled) }
    guard depth < Value.maximumDepth else { throw place.error(.tooDeep, name) }
    return .tuple([name, .map(pairs)])
  }
}

extension EncodingNode: Encoder {
  var codingPath: [any CodingKey] { path().map(StepKey.init) }

  var userInfo: [CodingUserInfoKey: Any] { session.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    becomeKeyed()
    return KeyedEncodingContainer(KeyedEncoding(node: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    becomeUnkeyed()
    return UnkeyedEncoding(node: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleValueEncoding(node: self)
  }
}

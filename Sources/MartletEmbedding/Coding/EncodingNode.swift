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
  private var keys: [Value] = []
  /// What stands under the keys, or the elements.
  private var values: [Value] = []
  private var bytes: [UInt8] = []
  /// Containers in this one, which take the places of values when they are complete.
  private var children: [(index: Int, node: EncodingNode)] = []

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
  var count: Int { shape == .bytes ? bytes.count : values.count }

  func becomeKeyed() { become(.keyed) }
  func becomeUnkeyed() { become(.unkeyed) }

  /// Takes the only value.
  func put(single value: Value) {
    become(.single)
    single = value
  }

  /// Takes a pair; of equal keys the last wins.
  func put(_ key: Value, _ value: Value) {
    keys.append(key)
    values.append(value)
  }

  /// Takes an element.
  func append(_ value: Value) {
    if shape == .bytes { becomeList() }
    values.append(value)
  }

  /// Takes an element that is a byte.
  func append(byte: UInt8) {
    if shape == .bytes || values.isEmpty {
      shape = .bytes
      bytes.append(byte)
    } else {
      values.append(.integer(Int(byte)))
    }
  }

  /// Takes elements that are bytes.
  func append(bytes more: some Sequence<UInt8>) {
    if shape == .bytes || values.isEmpty {
      shape = .bytes
      bytes.append(contentsOf: more)
    } else {
      values.append(contentsOf: more.lazy.map { .integer(Int($0)) })
    }
  }

  /// Something else than a byte follows bytes.
  private func becomeList() {
    shape = .unkeyed
    values = bytes.map { .integer(Int($0)) }
    bytes = []
  }

  /// Makes the encoder of what stands under a key.
  func child(_ key: Value, _ step: ValueError.PathStep) -> EncodingNode {
    put(key, .nil)
    return addChild(step)
  }

  /// Makes the encoder of the next element.
  func child() -> EncodingNode {
    let step = ValueError.PathStep.index(count)
    append(.nil)
    return addChild(step)
  }

  private func addChild(_ step: ValueError.PathStep) -> EncodingNode {
    if children.isEmpty { session.add(holder: self) }
    let node = EncodingNode(session, EncodingPlace(parent: self, step: step))
    children.append((values.count - 1, node))
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
    if shape == .keyed, keys.count == 1, children.count == 1, children[0].node.shape == .keyed,
      isEnumeration()
    {
      return try children[0].node.finishCase(keys[0])
    }
    for (index, node) in children { values[index] = try node.finish() }
    switch shape {
    case .single: return single
    case .unkeyed: return .list(values)
    case .bytes: return .bytes(bytes)
    case .empty, .keyed:
      var pairs = [Value: Value](minimumCapacity: keys.count)
      for index in keys.indices { pairs[keys[index]] = values[index] }
      return .map(pairs)
    }
  }

  /// Makes the value of a case with this node's pairs.
  private func finishCase(_ name: Value) throws -> Value {
    if keys.isEmpty { return name }
    for (index, node) in children { values[index] = try node.finish() }
    let isUnlabelled = keys.indices.allSatisfy { keys[$0] == .atom("_\($0)") }
    if isUnlabelled { return .tuple([name] + values) }
    return .tuple([name, try finish()])
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

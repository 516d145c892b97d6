import MartletRuntime

/// The decoder of one value.
final class DecodingNode: CodingNode {
  let session: DecodingSession
  let value: Value
  let place: DecodingPlace
  /// How many lists, tuples and maps lie around it.
  let depth: Int
  /// Whether `nil`, `true` and `false` may stand for their text, as other atoms may always.
  let acceptsAtoms: Bool

  init(_ session: DecodingSession, _ value: Value, _ place: DecodingPlace, acceptsAtoms: Bool) {
    self.session = session
    self.value = value
    self.place = place
    self.acceptsAtoms = acceptsAtoms
    depth = place.depth
  }

  var parent: DecodingNode? { place.parent }
  var step: ValueError.PathStep? { place.step }

  /// Makes the decoder of a part.
  func child(_ value: Value, _ step: ValueError.PathStep) -> DecodingNode {
    DecodingNode(
      session,
      value,
      DecodingPlace(parent: self, step: step),
      acceptsAtoms: false
    )
  }

  /// What the value is to those who ask for keys.
  func fields() throws -> DecodingFields {
    switch value {
    case .map(let pairs): return .map(pairs)
    case .tuple(let elements):
      if let name = elements.first?.caseName { return .case(name, Array(elements.dropFirst())) }
    default:
      if let name = value.caseName { return .case(name, []) }
    }
    throw place.mismatch("a map", value, [String: Value].self)
  }

  /// The elements for those who ask for them one after another.
  func elements() throws -> [Value] {
    switch value {
    case .list(let elements), .tuple(let elements): return elements
    case .string(let text): return text.utf8.map { .integer(Int($0)) }
    case .binary(let bytes): return bytes.map { .integer(Int($0)) }
    default: throw place.mismatch("a list", value, [Value].self)
    }
  }
}

extension Value {
  /// The name of the case that this may stand for.
  fileprivate var caseName: String? {
    switch self {
    case .atom(let name), .string(let name): name
    case .nil: "nil"
    case .bool(let truth): truth ? "true" : "false"
    default: nil
    }
  }
}

extension DecodingNode: Decoder {
  var codingPath: [any CodingKey] { path().map(StepKey.init) }

  var userInfo: [CodingUserInfoKey: Any] { session.userInfo }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedDecoding(node: self, fields: try fields()))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    UnkeyedDecoding(node: self, elements: try elements())
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    SingleValueDecoding(node: self)
  }
}

/// What a value has under keys.
enum DecodingFields {
  /// A map.
  case map([Value: Value])
  /// A case of an enum, with its values: a container with the case's name as its only key.
  case `case`(String, [Value])
  /// The values of a case.
  case payload([Value])

  /// What stands under a key, or nil.
  ///
  /// Of a case nothing can be asked but its values: what asks is a struct, and needs a map.
  func find(_ key: some CodingKey) -> Value? {
    let name = key.stringValue
    switch self {
    case .map(let pairs):
      if let value = pairs[Value(atom: name)] ?? pairs[.string(name)] { return value }
      return key.intValue.flatMap { pairs[.integer($0)] }
    case .case: return nil
    case .payload(let values):
      let position = name.utf8.first == UInt8(ascii: "_") ? Int(name.dropFirst()) : nil
      if values.count == 1, case .map(let pairs) = values[0] {
        // A string is no label when it looks like a position: it is a key of a dictionary.
        if let value = pairs[Value(atom: name)] { return value }
        if position == nil { return pairs[.string(name)] }
      }
      guard let position, values.indices.contains(position) else { return nil }
      return values[position]
    }
  }

  /// The names of all keys; of two that differ in their kind alone there is one.
  var names: [String] {
    switch self {
    case .map(let pairs):
      pairs.keys.compactMap { key in
        switch key {
        case .atom(let name): name
        case .string(let name): pairs[Value(atom: name)] == nil ? name : nil
        case .integer(let number): number.description
        case .nil: "nil"
        case .bool(let truth): truth ? "true" : "false"
        default: nil
        }
      }
    case .case(let name, _): [name]
    case .payload(let values):
      if values.count == 1, case .map(let pairs) = values[0] {
        DecodingFields.map(pairs).names
      } else {
        values.indices.map { "_\($0)" }
      }
    }
  }
}

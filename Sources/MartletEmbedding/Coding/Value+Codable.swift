public import MartletRuntime

extension Value: Codable {
  /// Makes a value of what any decoder reads: numbers, strings, lists, and maps with strings for
  /// keys.
  ///
  /// ``ValueDecoder`` gives values as they are.
  ///
  /// - Parameter decoder: What to read from.
  /// - Throws: What the decoder throws.
  public init(from decoder: any Decoder) throws {
    if let node = decoder as? DecodingNode {
      self = node.value
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .nil
    } else if let truth = try? container.decode(Bool.self) {
      self = .bool(truth)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let float = try? container.decode(Double.self) {
      self = .float(float)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let elements = try? container.decode([Value].self) {
      self = .list(elements)
    } else {
      let pairs = try container.decode([String: Value].self)
      self = .map(
        Dictionary(pairs.map { (.string($0), $1) }, uniquingKeysWith: { _, last in last })
      )
    }
  }

  /// Writes the value with any encoder; atoms become strings and tuples lists.
  ///
  /// ``ValueEncoder`` gives values as they are.
  ///
  /// - Parameter encoder: What to write to.
  /// - Throws: That no other encoder knows pids, references, objects and functions, or keys that are
  ///   neither atoms nor strings nor integers; and what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    if let node = encoder as? EncodingNode {
      node.put(single: try node.session.checkDepth(of: self, node.place))
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .nil: try container.encodeNil()
    case .bool(let truth): try container.encode(truth)
    case .integer(let integer): try container.encode(integer)
    case .bigInteger(let integer): try container.encode(String(integer))
    case .float(let float): try container.encode(float)
    case .atom(let text), .string(let text): try container.encode(text)
    case .binary(let bytes): try container.encode(bytes)
    case .list(let elements), .tuple(let elements): try container.encode(elements)
    case .map(let pairs):
      var fields: [String: Value] = [:]
      for (key, value) in pairs {
        switch key {
        case .atom(let name), .string(let name): fields[name] = value
        case .integer, .bigInteger, .nil, .bool: fields[key.description] = value
        default: throw Value.unknown(key, encoder.codingPath)
        }
      }
      try container.encode(fields)
    case .pid, .reference, .object, .function: throw Value.unknown(self, encoder.codingPath)
    }
  }

  fileprivate static func unknown(
    _ value: Value,
    _ path: [any CodingKey]
  ) -> EncodingError {
    .invalidValue(
      value,
      .init(codingPath: path, debugDescription: "\(value.summary) means nothing outside of scripts")
    )
  }
}

extension ProcessID: Codable {
  /// Takes a pid from a ``ValueDecoder``; no other decoder has any.
  ///
  /// - Parameter decoder: What to read from.
  /// - Throws: That there is no pid.
  public init(from decoder: any Decoder) throws {
    guard let node = decoder as? DecodingNode else {
      throw noDecoding(of: "a pid", decoder.codingPath)
    }
    self = try ProcessID.decode(node.value, node.session, node.place)
  }

  /// Gives the pid to a ``ValueEncoder``; it means nothing to others.
  ///
  /// - Parameter encoder: What to write to.
  /// - Throws: That the encoder is another one.
  public func encode(to encoder: any Encoder) throws {
    try put(.pid(self), encoder)
  }
}

extension ReferenceID: Codable {
  /// Takes a reference from a ``ValueDecoder``; no other decoder has any.
  ///
  /// - Parameter decoder: What to read from.
  /// - Throws: That there is no reference.
  public init(from decoder: any Decoder) throws {
    guard let node = decoder as? DecodingNode else {
      throw noDecoding(of: "a reference", decoder.codingPath)
    }
    self = try ReferenceID.decode(node.value, node.session, node.place)
  }

  /// Gives the reference to a ``ValueEncoder``; it means nothing to others.
  ///
  /// - Parameter encoder: What to write to.
  /// - Throws: That the encoder is another one.
  public func encode(to encoder: any Encoder) throws {
    try put(.reference(self), encoder)
  }
}

private func noDecoding(of what: String, _ path: [any CodingKey]) -> DecodingError {
  .dataCorrupted(.init(codingPath: path, debugDescription: "\(what) comes from scripts alone"))
}

private func put(_ value: Value, _ encoder: any Encoder) throws {
  guard let node = encoder as? EncodingNode else {
    throw Value.unknown(value, encoder.codingPath)
  }
  node.put(single: value)
}

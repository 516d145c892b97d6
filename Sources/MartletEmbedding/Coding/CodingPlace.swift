import MartletRuntime

/// What lies around a part that is coded: enough to tell how it is reached.
protocol CodingNode: AnyObject {
  /// The node that this one lies in.
  var parent: Self? { get }
  /// The step from there.
  var step: ValueError.PathStep? { get }
}

extension CodingNode {
  /// The way from the outermost node to a part of this one.
  func path(to step: ValueError.PathStep? = nil) -> [ValueError.PathStep] {
    var steps: [ValueError.PathStep] = []
    if let step { steps.append(step) }
    var node: Self? = self
    while let current = node {
      if let step = current.step { steps.append(step) }
      node = current.parent
    }
    return steps.reversed()
  }
}

/// A step as the standard library's protocols see it.
struct StepKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ step: ValueError.PathStep) {
    switch step {
    case .field(let name): self.init(stringValue: name)
    case .index(let index): self.init(intValue: index)
    case .argument(let number): self.init(intValue: number)
    case .key(.integer(let number)): self.init(intValue: number)
    case .key(.string(let text)): self.init(stringValue: text)
    case .key(let key): self.init(stringValue: key.summary)
    }
  }

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = intValue.description
    self.intValue = intValue
  }
}

extension ValueError {
  /// Takes any error of a coding for one.
  init(_ error: any Error) {
    switch error {
    case let error as ValueError: self = error
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      self.init(context.underlyingError, context.codingPath, context.debugDescription)
    case DecodingError.keyNotFound(let key, let context):
      self =
        context.underlyingError as? ValueError
        ?? ValueError(.missingKey(key.stringValue), at: ValueError.path(context.codingPath))
    case EncodingError.invalidValue(_, let context):
      self.init(context.underlyingError, context.codingPath, context.debugDescription)
    default: self.init(.other("\(error)"))
    }
  }

  private init(_ underlying: (any Error)?, _ path: [any CodingKey], _ message: String) {
    self = underlying as? ValueError ?? ValueError(.other(message), at: ValueError.path(path))
  }

  private static func path(_ keys: [any CodingKey]) -> [PathStep] {
    keys.map { key in key.intValue.map(PathStep.index) ?? .field(key.stringValue) }
  }

  /// The path as the standard library's protocols see it.
  var codingPath: [any CodingKey] { path.map(StepKey.init) }

  /// The same problem behind some steps.
  func inside(_ steps: [PathStep]) -> ValueError {
    steps.isEmpty ? self : ValueError(problem, at: steps + path)
  }

  /// The error as encodings throw it.
  func encodingError(_ value: Any) -> EncodingError {
    .invalidValue(
      value,
      .init(codingPath: codingPath, debugDescription: "\(problem)", underlyingError: self)
    )
  }

  /// The error as decodings throw it.
  func decodingError(_ type: any Any.Type) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath,
      debugDescription: "\(problem)",
      underlyingError: self
    )
    return switch problem {
    case .mismatch(_, .nil): .valueNotFound(type, context)
    case .mismatch: .typeMismatch(type, context)
    case .missingKey(let name): .keyNotFound(StepKey(stringValue: name), context)
    case .tooDeep, .other: .dataCorrupted(context)
    }
  }
}

/// A value of a type that is known to be another one.
///
/// - Precondition: The types are the same.
@inline(__always)
func same<T, U>(_ value: T, as type: U.Type = U.self) -> U { unsafeBitCast(value, to: U.self) }

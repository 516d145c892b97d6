import MartletRuntime

/// Where something that is encoded stands.
struct EncodingPlace {
  /// What it lies in.
  let parent: EncodingNode?
  /// The step from there.
  let step: ValueError.PathStep?

  /// How many lists, tuples and maps lie around it.
  var depth: Int { parent.map { $0.depth + 1 } ?? 0 }

  /// An error at this place.
  func error(_ problem: ValueError.Problem, _ value: Any) -> EncodingError {
    error(ValueError(problem), value)
  }

  /// An error that was met at this place or further in.
  func error(_ error: ValueError, _ value: Any) -> EncodingError {
    let path = parent?.path(to: step) ?? step.map { [$0] } ?? []
    return error.inside(path).encodingError(value)
  }
}

/// What all parts of one encoding share.
///
/// What a type needs is found out once for an encoding: looking for conformances costs more than
/// most values.
final class EncodingSession {
  let userInfo: [CodingUserInfoKey: any Sendable]
  private var plans = EncodingPlan.table.known
  private var hasNewPlans = false
  private var enumerations: [ObjectIdentifier: Bool] = [:]
  /// The nodes that hold others, which hold them.
  private var holders: [EncodingNode] = []

  init(_ userInfo: [CodingUserInfoKey: any Sendable]) {
    self.userInfo = userInfo
  }

  /// Notes a node that holds others.
  func add(holder: EncodingNode) { holders.append(holder) }

  /// Ends the encoding: lets go of what holds each other.
  func close() {
    if hasNewPlans { EncodingPlan.table.add(plans) }
    for holder in holders { holder.release() }
    holders.removeAll()
  }

  /// Makes a value of what is met most, and lets a closure make one of anything else.
  @inline(__always)
  static func leaf<T>(_ value: T, else other: () throws -> Value) rethrows -> Value {
    if T.self == String.self { return .string(same(value)) }
    if T.self == Int.self { return .integer(same(value)) }
    if T.self == Bool.self { return .bool(same(value)) }
    if T.self == Double.self, same(value, as: Double.self).isFinite { return .float(same(value)) }
    return try other()
  }

  /// Makes a value of anything.
  @inline(__always)
  func box<T: Encodable>(_ value: T, _ place: @autoclosure () -> EncodingPlace) throws -> Value {
    try EncodingSession.leaf(value) { try boxAny(value, place()) }
  }

  /// Makes a value of anything that is no leaf.
  func boxAny<T: Encodable>(_ value: T, _ place: EncodingPlace) throws -> Value {
    guard place.depth <= Value.maximumDepth else { throw place.error(.tooDeep, value) }
    switch plan(for: value) {
    case .direct(let type): return try boxDirectly(value, type, place)
    case .convertible(let type): return try convert(value, type, place)
    case .ordinary: return try boxOrdinary(value, place)
    case .raw:
      let result = try boxOrdinary(value, place)
      if case .string(let name) = result { return Value(atom: name) }
      return result
    }
  }

  private func boxOrdinary<T: Encodable>(_ value: T, _ place: EncodingPlace) throws -> Value {
    let node = EncodingNode(self, place)
    do {
      try value.encode(to: node)
    } catch let error as ValueError {
      throw place.error(error, value)
    }
    return try node.finish { isEnumeration(value) }
  }

  private func boxDirectly<T, Direct: DirectlyEncodable>(
    _ value: T,
    _ type: Direct.Type,
    _ place: EncodingPlace
  ) throws -> Value {
    try same(value, as: Direct.self).encode(self, place)
  }

  private func convert<T, Convertible: ValueConvertible>(
    _ value: T,
    _ type: Convertible.Type,
    _ place: EncodingPlace
  ) throws -> Value {
    let result: Value
    do {
      result = try same(value, as: Convertible.self).makeValue()
    } catch {
      throw place.error(error, value)
    }
    return try checkDepth(of: result, place)
  }

  /// Passes a value on that fits into its place.
  func checkDepth(of value: Value, _ place: EncodingPlace) throws -> Value {
    guard value.isDeeper(than: Value.maximumDepth - place.depth) else { return value }
    throw place.error(.tooDeep, value)
  }

  private func plan<T: Encodable>(for value: T) -> EncodingPlan {
    let id = ObjectIdentifier(T.self)
    if let plan = plans[id] { return plan }
    let plan: EncodingPlan =
      if let type = T.self as? any ValueConvertible.Type {
        .convertible(type)
      } else if let type = T.self as? any DirectlyEncodable.Type {
        .direct(type)
      } else if T.self is any RawRepresentable.Type, isEnumeration(value) {
        .raw
      } else {
        .ordinary
      }
    plans[id] = plan
    hasNewPlans = true
    return plan
  }

  /// Whether a value's type is an enum.
  private func isEnumeration<T>(_ value: T) -> Bool {
    let id = ObjectIdentifier(T.self)
    if let known = enumerations[id] { return known }
    let result = Mirror(reflecting: value).displayStyle == .enum
    enumerations[id] = result
    return result
  }
}

/// How values of a type are encoded.
///
/// The types in it are constants, whatever their instances may be.
enum EncodingPlan: @unchecked Sendable {
  /// By their `encode(to:)`.
  case ordinary
  /// By their `encode(to:)`, and a string is an atom: an enum with raw values.
  case raw
  /// Without containers.
  case direct(any DirectlyEncodable.Type)
  /// As they say.
  case convertible(any ValueConvertible.Type)

  /// The plans of all types that were met.
  static let table = PlanTable<EncodingPlan>()
}

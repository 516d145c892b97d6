import MartletRuntime

/// Where a value stands that is decoded.
struct DecodingPlace {
  /// What it lies in.
  let parent: DecodingNode?
  /// The step from there.
  let step: ValueError.PathStep?

  /// How many lists, tuples and maps lie around it.
  var depth: Int { parent.map { $0.depth + 1 } ?? 0 }

  /// An error at this place.
  func error(_ problem: ValueError.Problem, _ type: any Any.Type) -> DecodingError {
    error(ValueError(problem), type)
  }

  /// An error that was met at this place or further in.
  func error(_ error: ValueError, _ type: any Any.Type) -> DecodingError {
    let path = parent?.path(to: step) ?? step.map { [$0] } ?? []
    return error.inside(path).decodingError(type)
  }

  /// The error that something else is needed.
  func mismatch(_ expected: String, _ found: Value, _ type: any Any.Type) -> DecodingError {
    error(.mismatch(expected: expected, found: found), type)
  }
}

/// What all parts of one decoding share.
final class DecodingSession {
  let userInfo: [CodingUserInfoKey: any Sendable]
  private var plans = DecodingPlan.table.known
  private var hasNewPlans = false

  init(_ userInfo: [CodingUserInfoKey: any Sendable]) {
    self.userInfo = userInfo
  }

  /// Ends the decoding.
  func close() {
    if hasNewPlans { DecodingPlan.table.add(plans) }
  }

  /// Makes what is met most of a value, and lets a closure make anything else.
  @inline(__always)
  static func leaf<T>(_ type: T.Type, _ value: Value, else other: () throws -> T) rethrows -> T {
    if T.self == String.self, case .string(let text) = value { return same(text) }
    if T.self == Int.self, case .integer(let integer) = value { return same(integer) }
    if T.self == Bool.self, case .bool(let truth) = value { return same(truth) }
    if T.self == Double.self, case .float(let float) = value, float.isFinite { return same(float) }
    return try other()
  }

  /// Makes anything of a value.
  @inline(__always)
  func unbox<T: Decodable>(
    _ type: T.Type,
    _ value: Value,
    _ place: @autoclosure () -> DecodingPlace
  ) throws -> T {
    try DecodingSession.leaf(type, value) { try unboxAny(type, value, place()) }
  }

  /// Makes anything of a value, which is not of the kinds that are met most.
  func unboxAny<T: Decodable>(
    _ type: T.Type,
    _ value: Value,
    _ place: DecodingPlace
  ) throws -> T {
    guard place.depth <= Value.maximumDepth else { throw place.error(.tooDeep, type) }
    switch plan(for: type) {
    case .direct(let direct): return try unboxDirectly(type, direct, value, place)
    case .convertible(let convertible): return try convert(type, convertible, value, place)
    case .ordinary: return try unboxOrdinary(type, value, place)
    case .raw: return try unboxRaw(type, value, place)
    }
  }

  private func unboxOrdinary<T: Decodable>(
    _ type: T.Type,
    _ value: Value,
    _ place: DecodingPlace
  ) throws -> T {
    do {
      return try T(from: DecodingNode(self, value, place, acceptsAtoms: false))
    } catch let error as ValueError {
      throw place.error(error, type)
    } catch DecodingError.typeMismatch(let wanted, let context)
      where wanted == type && context.underlyingError == nil
    {
      // An enum that does not know the case says no more than that.
      throw place.mismatch("a case of \(type)", value, type)
    }
  }

  private func unboxRaw<T: Decodable>(
    _ type: T.Type,
    _ value: Value,
    _ place: DecodingPlace
  ) throws -> T {
    do {
      return try T(from: DecodingNode(self, value, place, acceptsAtoms: true))
    } catch let error as ValueError {
      throw place.error(error, type)
    } catch DecodingError.dataCorrupted(let context)
      where context.underlyingError == nil
      && context.debugDescription.hasPrefix("Cannot initialize \(type)")
    {
      // What the standard library says of a raw value that the type does not know.
      throw place.mismatch(rawValues(of: type) ?? "a value of \(type)", value, type)
    }
  }

  private func unboxDirectly<T, Direct: DirectlyDecodable>(
    _ type: T.Type,
    _ direct: Direct.Type,
    _ value: Value,
    _ place: DecodingPlace
  ) throws -> T {
    same(try Direct.decode(value, self, place))
  }

  private func convert<T, Convertible: ValueConvertible>(
    _ type: T.Type,
    _ convertible: Convertible.Type,
    _ value: Value,
    _ place: DecodingPlace
  ) throws -> T {
    do {
      return same(try Convertible(value: value))
    } catch {
      throw place.error(error, type)
    }
  }

  private func plan<T: Decodable>(for type: T.Type) -> DecodingPlan {
    let id = ObjectIdentifier(type)
    if let plan = plans[id] { return plan }
    let plan: DecodingPlan =
      if let type = type as? any ValueConvertible.Type {
        .convertible(type)
      } else if let type = type as? any DirectlyDecodable.Type {
        .direct(type)
      } else if type is any RawRepresentable.Type {
        .raw
      } else {
        .ordinary
      }
    plans[id] = plan
    hasNewPlans = true
    return plan
  }

  /// The values that an enum knows, if it can tell: "one of :new, :paid".
  private func rawValues(of type: any Any.Type) -> String? {
    guard let type = type as? any (CaseIterable & RawRepresentable).Type else { return nil }
    return listing(of: type)
  }

  private func listing<T: CaseIterable & RawRepresentable>(of type: T.Type) -> String? {
    let names = T.allCases.prefix(11).map { element in
      (element.rawValue as? String).map { Value(atom: $0).summary } ?? "\(element.rawValue)"
    }
    return names.isEmpty || names.count > 10 ? nil : "one of " + names.joined(separator: ", ")
  }
}

/// How values of a type are decoded.
///
/// The types in it are constants, whatever their instances may be.
enum DecodingPlan: @unchecked Sendable {
  /// By their `init(from:)`.
  case ordinary
  /// By their `init(from:)`, which may take an atom for a string: the type has raw values.
  case raw
  /// Without containers.
  case direct(any DirectlyDecodable.Type)
  /// As they say.
  case convertible(any ValueConvertible.Type)

  /// The plans of all types that were met.
  static let table = PlanTable<DecodingPlan>()
}

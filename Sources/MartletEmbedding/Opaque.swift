import MartletRuntime

/// An object of the host of a certain class, as a parameter or a result of host functions.
///
/// Scripts get a reference that they can keep, pass on and give back, but not look into. The object is
/// released with the last of them.
///
/// ```swift
/// try vm.define("Database", "open") { (path: String) in Opaque(try Database(path)) }
/// try vm.define("Database", "query") { (database: Opaque<Database>, text: String) in
///   try database.object.query(text)
/// }
/// ```
public struct Opaque<Object: AnyObject & Sendable>: Sendable {
  /// The object.
  public let object: Object

  /// Wraps an object.
  ///
  /// - Parameter object: The object.
  public init(_ object: Object) { self.object = object }
}

extension Opaque: ValueConvertible {
  /// Takes the object out of a value.
  ///
  /// - Parameter value: The value.
  /// - Throws: When it is no object, or one of another class.
  public init(value: Value) throws(ValueError) {
    guard case .object(let held) = value, let object = held.object as? Object else {
      throw ValueError.expected("an object of the class \(Object.self)", found: value)
    }
    self.init(object)
  }

  /// Makes a value that holds the object.
  ///
  /// - Returns: The value.
  public func makeValue() -> Value { .object(HostObject(object)) }
}

extension Opaque: Codable {
  /// Always fails: an object does not leave the program.
  ///
  /// - Parameter decoder: Where it would come from.
  /// - Throws: Always.
  public init(from decoder: any Decoder) throws {
    throw DecodingError.typeMismatch(
      Object.self,
      .init(codingPath: decoder.codingPath, debugDescription: "an object cannot be decoded")
    )
  }

  /// Always fails: an object does not leave the program.
  ///
  /// - Parameter encoder: Where it would go to.
  /// - Throws: Always.
  public func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self,
      .init(codingPath: encoder.codingPath, debugDescription: "an object cannot be encoded")
    )
  }
}

public import MartletRuntime

/// A type that says itself what it is in scripts.
///
/// It wins over `Codable`, wherever a value of the type stands: alone, in a property, in an array,
/// as the key of a dictionary. What is passed to a script or taken from one has to be `Codable` as
/// well, for which the conformance that the compiler makes is good enough:
///
/// ```swift
/// struct Point: Codable, ValueConvertible {
///   var x: Double
///   var y: Double
///
///   init(value: Value) throws(ValueError) {
///     guard let x = value[0]?.floatValue, let y = value[1]?.floatValue else {
///       throw .expected("a point (x, y)", found: value)
///     }
///     (self.x, self.y) = (x, y)
///   }
///
///   func makeValue() -> Value { .tuple([.float(x), .float(y)]) }
/// }
/// ```
public protocol ValueConvertible {
  /// Makes one of a value.
  ///
  /// - Parameter value: What a script gave.
  /// - Throws: What does not fit; the place of the value in a greater one is added by the caller.
  init(value: Value) throws(ValueError)

  /// The value for scripts.
  ///
  /// - Returns: The value.
  /// - Throws: Why there is none.
  func makeValue() throws(ValueError) -> Value
}

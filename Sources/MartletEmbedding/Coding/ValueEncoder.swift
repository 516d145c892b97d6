public import MartletRuntime

/// Makes values for scripts of anything that is `Encodable`.
///
/// | In Swift | In scripts |
/// | --- | --- |
/// | a struct or a class | a map with atoms for keys: `%{name: "Ann", age: 3}` |
/// | an optional | what is in it, or `nil`; a property that is nil has its key |
/// | integers of all sizes, `BigInt` | an integer |
/// | `Double`, `Float` | a float |
/// | `[UInt8]` and whatever else encodes itself as bytes alone | a binary |
/// | arrays, sets | a list |
/// | dictionaries | a map whose keys are what the keys encode to: a string for a `String` |
/// | an enum with a `String` for its raw value | an atom: `:shipped` |
/// | an enum's case without values | an atom: `:empty` |
/// | an enum's case with values | a tuple: `(:circle, 2.0)`, or with labels `(:move, %{x: 1, y: 2})` |
/// | `Value`, `ProcessID`, `ReferenceID` | itself |
/// | ``ValueConvertible`` | what it says |
///
/// An enum is told by its type: a type that hands its own encoder on to an enum,
/// `try color.encode(to: encoder)`, writes a string instead of the atom, and a map instead of the
/// tuple; both are read back. Optionals of optionals lose the difference between nothing and nothing
/// inside of something. A case with values counts for two of the `Value.maximumDepth` levels that
/// may lie in each other.
public struct ValueEncoder: Sendable {
  /// What `encode(to:)` finds in its encoder's `userInfo`.
  public var userInfo: [CodingUserInfoKey: any Sendable]

  /// Makes an encoder.
  ///
  /// - Parameter userInfo: What `encode(to:)` finds in its encoder's `userInfo`.
  public init(userInfo: [CodingUserInfoKey: any Sendable] = [:]) {
    self.userInfo = userInfo
  }

  /// Makes a value.
  ///
  /// - Parameter value: What to encode.
  /// - Returns: What it is in scripts.
  /// - Throws: What has no place in scripts, like a float that is infinite, and where it stands.
  public func encode<T: Encodable>(_ value: T) throws(ValueError) -> Value {
    do {
      return try EncodingSession.leaf(value) {
        let session = EncodingSession(userInfo)
        defer { session.close() }
        return try session.boxAny(value, EncodingPlace(parent: nil, step: nil))
      }
    } catch {
      throw ValueError(error)
    }
  }
}

extension Value {
  /// Makes a value of anything that is `Encodable`, as ``MartletEmbedding/ValueEncoder`` does.
  ///
  /// - Parameter value: What to encode.
  /// - Throws: What has no place in scripts, and where it stands.
  public init<T: Encodable>(encoding value: T) throws(ValueError) {
    self = try ValueEncoder().encode(value)
  }
}

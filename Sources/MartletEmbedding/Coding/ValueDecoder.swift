public import MartletRuntime

/// Makes anything that is `Decodable` of values from scripts.
///
/// It reads what ``ValueEncoder`` writes, and what people write in scripts:
///
/// - Keys of structs, and cases of enums, may be atoms or strings.
/// - A key that is missing is `nil` for a property that is optional; keys that nobody asks for do
///   not matter.
/// - A whole number may stand where a `Double` is needed, but no float where an integer is.
/// - Integers have to fit their type, and text has to be UTF-8.
/// - A case of an enum may also be a map, as other encoders write it: `%{circle: %{_0: 2.0}}`.
///
/// Where a case has one value without a label, and that value is a map with the key `_0`, the value
/// under that key is taken.
public struct ValueDecoder: Sendable {
  /// What `init(from:)` finds in its decoder's `userInfo`.
  public var userInfo: [CodingUserInfoKey: any Sendable]

  /// Makes a decoder.
  ///
  /// - Parameter userInfo: What `init(from:)` finds in its decoder's `userInfo`.
  public init(userInfo: [CodingUserInfoKey: any Sendable] = [:]) {
    self.userInfo = userInfo
  }

  /// Makes something of a value.
  ///
  /// - Parameters:
  ///   - type: What to make.
  ///   - value: What a script gave.
  /// - Returns: What the value is in Swift.
  /// - Throws: What does not fit, and where it stands.
  public func decode<T: Decodable>(
    _ type: T.Type = T.self,
    from value: Value
  ) throws(ValueError) -> T {
    do {
      return try DecodingSession.leaf(type, value) {
        let session = DecodingSession(userInfo)
        defer { session.close() }
        return try session.unboxAny(type, value, DecodingPlace(parent: nil, step: nil))
      }
    } catch {
      throw ValueError(error)
    }
  }
}

extension Value {
  /// Makes something of the value, as ``MartletEmbedding/ValueDecoder`` does.
  ///
  /// - Parameter type: What to make.
  /// - Returns: What the value is in Swift.
  /// - Throws: What does not fit, and where it stands.
  public func decode<T: Decodable>(as type: T.Type = T.self) throws(ValueError) -> T {
    try ValueDecoder().decode(type, from: self)
  }
}

/// An object of the host that scripts can hold, pass on and give back, but not look into.
///
/// It lives until the last value, and the last term of a script, that holds it is gone.
public struct HostObject: Sendable, Hashable, CustomStringConvertible {
  /// The object.
  public let object: any AnyObject & Sendable

  /// Wraps an object.
  ///
  /// - Parameter object: The object; scripts on any thread may hold the last reference to it.
  public init(_ object: any AnyObject & Sendable) {
    self.object = object
  }

  /// Whether two are the same object.
  ///
  /// - Parameters:
  ///   - left: One object.
  ///   - right: The other object.
  /// - Returns: Whether they are the same.
  public static func == (left: HostObject, right: HostObject) -> Bool {
    left.object === right.object
  }

  /// Feeds a hasher with the object's identity.
  ///
  /// - Parameter hasher: What gathers the hash.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(object)) }

  /// The object as `inspect` shows it in scripts.
  public var description: String { "#object" }
}

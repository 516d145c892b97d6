/// An object of the host that scripts can hold, pass on and give back, but not look into.
///
/// It lives until the last value, and the last term of a script, that holds it is gone. Scripts let
/// go of it when their garbage is collected, which may be much later, on whatever thread that is:
/// the object's `deinit` must be short and must not wait for the machine.
public struct HostObject: Sendable, Hashable, CustomStringConvertible {
  /// What boxes of it in heaps and messages own, too.
  let reference: HostReference

  /// Takes over what a box refers to.
  init(_ reference: HostReference) { self.reference = reference }

  /// Wraps an object.
  ///
  /// - Parameters:
  ///   - object: The object; scripts on any thread may hold the last reference to it.
  ///   - bytes: About how many bytes are freed with it. A process that is given many objects collects
  ///     its garbage the sooner, and they count against its limit.
  public init(_ object: any AnyObject & Sendable, bytes: Int = 256) {
    reference = HostReference(object, words: min(max(bytes, 0), 1 << 40) / 8)
  }

  /// The object.
  public var object: any AnyObject & Sendable { reference.object }

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
  public func hash(into hasher: inout Hasher) { hasher.combine(reference.identity) }

  /// The object as `inspect` shows it in scripts: `#object<Database>`.
  public var description: String { "#object<\(reference.typeName)>" }
}

public import BigInt

/// A value of the language outside of any machine.
///
/// Values have literals, compare by what they hold and print as `inspect` shows them in scripts:
///
/// ```swift
/// let order: Value = .fields(["id": 7, "lines": [.tuple([.atom("sku"), 3])]])
/// print(order)                       // %{id: 7, lines: [(:sku, 3)]}
/// print(order["lines"]?[0]?[1])      // Optional(3)
/// ```
///
/// Two values are equal when the language's `===` would say so: an integer is never equal to a
/// float, and strings are compared byte by byte, so that letters that only look alike differ.
///
/// Values from scripts are nested at most ``maximumDepth`` deep, so that printing, comparing and
/// freeing them needs little stack.
public enum Value: Sendable {
  /// The atom `nil`; it has no literal, since a Swift `nil` says that there is no value.
  case `nil`
  /// One of the atoms `true` and `false`.
  case bool(Bool)
  /// An integer that an `Int` holds.
  case integer(Int)
  /// An integer that no `Int` holds; ``init(_:)-(BigInt)`` chooses between this and ``integer(_:)``.
  indirect case bigInteger(BigInt)
  /// A float; the language has no infinity and nothing that is not a number.
  case float(Double)
  /// An atom other than `nil`, `true` and `false`; ``init(atom:)`` takes those too.
  case atom(String)
  /// A binary that is valid UTF-8; ``bytes(_:)`` chooses between this and ``binary(_:)``.
  case string(String)
  /// A binary that is not valid UTF-8.
  case binary([UInt8])
  /// A proper list.
  case list([Value])
  /// A tuple.
  case tuple([Value])
  /// A map.
  case map([Value: Value])
  /// The identity of a process.
  case pid(ProcessID)
  /// A unique reference, as `make_ref` and monitors give them.
  case reference(ReferenceID)
  /// An object of the host.
  case object(HostObject)
  /// A function of a script; it can be shown but not called or sent back.
  case function(FunctionID)
}

// MARK: - Making values

extension Value {
  /// How deep values may be nested that go into a script or come out of one.
  ///
  /// A number is 0 deep, a list of numbers 1.
  public static let maximumDepth = 256

  /// Makes an integer of any size.
  ///
  /// - Parameter integer: The integer, which becomes ``integer(_:)`` when an `Int` holds it.
  public init(_ integer: BigInt) {
    if let small = Int(exactly: integer) {
      self = .integer(small)
    } else {
      self = .bigInteger(integer)
    }
  }

  /// Makes an atom, of which `nil`, `true` and `false` have cases of their own.
  ///
  /// - Parameter name: The atom's text, without a colon.
  public init(atom name: String) {
    // Most names are told by their length.
    switch name.utf8.count {
    case 3 where name == "nil": self = .nil
    case 4 where name == "true": self = .bool(true)
    case 5 where name == "false": self = .bool(false)
    default: self = .atom(name)
    }
  }

  /// Makes a binary, which is a string when its bytes are valid UTF-8.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: ``string(_:)`` or ``binary(_:)``.
  public static func bytes(_ bytes: [UInt8]) -> Value {
    guard let text = String(validating: bytes, as: UTF8.self) else { return .binary(bytes) }
    return .string(text)
  }

  /// Makes a map with atoms for keys, as structs have it in scripts.
  ///
  /// - Parameter fields: Names of keys and what stands under them; of equal keys the last wins.
  /// - Returns: A ``map(_:)``.
  public static func fields(_ fields: KeyValuePairs<String, Value>) -> Value {
    var pairs: [Value: Value] = [:]
    pairs.reserveCapacity(fields.count)
    for (name, value) in fields { pairs[Value(atom: name)] = value }
    return .map(pairs)
  }
}

// MARK: - Equality

extension Value: Hashable {
  /// Whether two values are the same by the language's `===`.
  ///
  /// - Parameters:
  ///   - left: One value.
  ///   - right: The other value.
  /// - Returns: Whether they are the same.
  public static func == (left: Value, right: Value) -> Bool {
    left.isContainer ? containersAreEqual(left, right) : leavesAreEqual(left, right)
  }

  /// Whether there are values in this one.
  private var isContainer: Bool {
    switch self {
    case .list, .tuple, .map: true
    default: false
    }
  }

  /// Compares values of which the first is a list, a tuple or a map.
  ///
  /// Apart from the others, whose many cases would make the frames large that lie above each other.
  private static func containersAreEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)): left == right
    case (.map(let left), .map(let right)): left == right
    default: false
    }
  }

  private static func leavesAreEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.nil, .nil): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.bigInteger(let left), .bigInteger(let right)): left == right
    // What no script has must not break dictionaries either.
    case (.float(let left), .float(let right)): left == right || left.isNaN && right.isNaN
    case (.atom(let left), .atom(let right)): left.hasSameBytes(as: right)
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.binary(let left), .binary(let right)): left == right
    case (.pid(let left), .pid(let right)): left == right
    case (.reference(let left), .reference(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    case (.function(let left), .function(let right)): left == right
    default: false
    }
  }

  /// Feeds a hasher with the value.
  ///
  /// - Parameter hasher: What gathers the hash.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .nil: hasher.combine(0)
    case .bool(let value): hasher.combine(value ? 1 : 2)
    case .integer(let value):
      hasher.combine(3)
      hasher.combine(value)
    case .bigInteger(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value.isNaN ? Double.nan : value)
    case .atom(let text): text.hash(into: &hasher, end: 0xFE)
    case .string(let text): text.hash(into: &hasher, end: 0xFF)
    case .binary(let bytes): hasher.combine(bytes)
    case .list(let elements):
      hasher.combine(5)
      hasher.combine(elements)
    case .tuple(let elements):
      hasher.combine(6)
      hasher.combine(elements)
    case .map(let pairs): hasher.combine(pairs)
    case .pid(let pid): hasher.combine(pid)
    case .reference(let reference): hasher.combine(reference)
    case .object(let object): hasher.combine(object)
    case .function(let function): hasher.combine(function)
    }
  }
}

extension String {
  /// Whether two texts have the same bytes; `==` of strings takes letters for equal that look alike.
  @inline(__always)
  fileprivate func hasSameBytes(as other: String) -> Bool {
    #if _pointerBitWidth(_64)
    // Short texts and one text with itself, which is nearly all that is ever equal.
    let words = unsafeBitCast(self, to: (UInt64, UInt64).self)
    let others = unsafeBitCast(other, to: (UInt64, UInt64).self)
    if words == others { return true }
    #endif
    return utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  /// Feeds a hasher with the bytes and one that UTF-8 does not have.
  @inline(__always)
  fileprivate func hash(into hasher: inout Hasher, end: UInt8) {
    var text = self
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(end)
  }
}

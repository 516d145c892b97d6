/// What the scripts of one machine may do besides computing and talking to each other.
///
/// ```swift
/// var configuration = RuntimeConfiguration()
/// configuration.capabilities = [.clock, .random, .files(.readWrite, in: "/srv/orders")]
/// ```
public struct Capabilities: Sendable, Hashable {
  /// What was granted, in order.
  public private(set) var granted: [Capability]

  /// A directory that scripts may use.
  struct Directory: Sendable, Hashable {
    let path: String
    let isWritable: Bool
  }

  /// Everything, custom capabilities included.
  public static let all: Capabilities = [.everything]

  /// Nothing.
  public static let none: Capabilities = []

  /// Grants what a sequence has.
  public init(_ capabilities: some Sequence<Capability>) { granted = Array(capabilities) }

  /// Grants one more.
  public mutating func grant(_ capability: Capability) {
    if !granted.contains(capability) { granted.append(capability) }
  }

  /// Whether everything is granted.
  public var permitsEverything: Bool { granted.contains(.everything) }

  /// Whether functions that need a capability may be called.
  ///
  /// Of `.files` and `.network` this says whether any directory or destination is granted.
  public func permits(_ kind: Capability.Kind) -> Bool {
    granted.contains { capability in
      switch capability.grant {
      case .everything: true
      case .kind(let granted): granted == kind
      case .directory: kind == .files
      case .destination: kind == .network
      }
    }
  }

  /// Whether scripts may connect to a host.
  ///
  /// For functions of the host that open connections: ask with what the script has given, before it is looked up,
  /// and connect to the address that was found then.
  ///
  /// - Parameters:
  ///   - host: A name or an address.
  ///   - port: The port.
  public func permitsConnection(to host: String, port: Int) -> Bool {
    let wanted = Self.normalized(host)
    return granted.contains { capability in
      switch capability.grant {
      case .everything, .destination(.any): true
      case .destination(.host(let name, let granted)):
        Self.normalized(name) == wanted && (granted ?? port) == port
      case .kind, .directory: false
      }
    }
  }

  /// The directories that are granted, in order; nil when all files are.
  var directories: [Directory]? {
    if permitsEverything { return nil }
    return granted.compactMap { capability in
      guard case .directory(let access, let path) = capability.grant else { return nil }
      return Directory(path: path, isWritable: access == .readWrite)
    }
  }

  /// A host's name in small letters, without the dot at its end or the brackets of an address.
  private static func normalized(_ host: String) -> String {
    var name = host.lowercased()[...]
    if name.hasSuffix("."), name.count > 1 { name.removeLast() }
    if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
    return String(name)
  }
}

extension Capabilities: ExpressibleByArrayLiteral {
  /// Grants what a literal has.
  public init(arrayLiteral elements: Capability...) { granted = elements }
}

extension Capabilities: CustomStringConvertible {
  /// The capabilities as Swift source.
  public var description: String {
    "[" + granted.map(\.description).joined(separator: ", ") + "]"
  }
}

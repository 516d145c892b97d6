import MartletBytecode

/// A function of the language that is written in Swift: its name, parameters, documentation and
/// body, all in one place.
///
/// The body is called on a scheduler thread. It must not block (see ``NativeCall`` for how to wait)
/// and must charge reductions for work beyond that of a few calls.
public struct Native: Sendable {
  /// The body of a native function.
  public typealias Body = @Sendable (inout NativeCall) throws(Raise) -> Term

  let name: String
  let parameters: [String]
  /// Whether it may stand in a guard: it has no effect and never waits or yields.
  let isGuard: Bool
  /// The capability without which it cannot be called, or not in every case.
  let requirement: Requirement?
  let documentation: String
  let body: Body

  /// A capability that a function needs.
  struct Requirement: Sendable {
    let kind: Capability.Kind
    /// When it is needed, as in "for other processes than the caller": the body asks for it then.
    ///
    /// Nil where it always is.
    let condition: String?

    /// The sentence that stands at the end of the function's documentation.
    var sentence: String {
      "Needs the capability `\(kind.name)`\(condition.map { " \($0)" } ?? "")."
    }
  }

  /// Makes a function of the host.
  init(
    host name: String,
    _ parameters: [String],
    doc: String,
    requires: Capability.Kind?,
    body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    isGuard = false
    requirement = requires.map { Requirement(kind: $0, condition: nil) }
    documentation = requirement.map { "\(doc)\n\n\($0.sentence)" } ?? doc
    self.body = body
  }

  /// Makes a native function; its arity is the number of parameters.
  ///
  /// - Parameters:
  ///   - requires: The capability that it needs.
  ///   - condition: When it needs that, if not always; then `body` calls ``NativeCall/require(_:)``.
  init(
    _ name: String,
    _ parameters: String...,
    isGuard: Bool = false,
    requires: Capability.Kind? = nil,
    when condition: String? = nil,
    doc: String,
    body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.isGuard = isGuard
    requirement = requires.map { Requirement(kind: $0, condition: condition) }
    documentation = requirement.map { "\(doc)\n\n\($0.sentence)" } ?? doc
    self.body = body
  }
}

/// The native functions of one module; functions written in the language may stand beside them.
public struct NativeModule: Sendable {
  let name: String
  let functions: [Native]
  /// What is written about the module; where the language has a part of it, that says it.
  let documentation: String?
  /// Whether the host has defined it.
  let isOfHost: Bool

  /// Makes a module.
  init(_ name: String, _ functions: [Native], doc: String? = nil, isOfHost: Bool = false) {
    self.name = name
    self.functions = functions
    documentation = doc
    self.isOfHost = isOfHost
  }
}

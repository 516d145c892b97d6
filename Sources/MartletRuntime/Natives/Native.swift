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
  let documentation: String
  let body: Body

  /// Makes a native function; its arity is the number of parameters.
  init(
    _ name: String,
    _ parameters: String...,
    isGuard: Bool = false,
    doc: String,
    body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.isGuard = isGuard
    documentation = doc
    self.body = body
  }
}

/// The native functions of one module; functions written in the language may stand beside them.
public struct NativeModule: Sendable {
  let name: String
  let functions: [Native]

  /// Makes a module.
  init(_ name: String, _ functions: [Native]) {
    self.name = name
    self.functions = functions
  }
}

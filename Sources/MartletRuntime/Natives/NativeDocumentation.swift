/// What is written about a native function, for reference pages, completion and help.
public struct NativeDocumentation: Sendable {
  /// The module that the function belongs to; `Kernel` for those that are available everywhere.
  public let module: String
  /// The function's name.
  public let name: String
  /// The names of its parameters.
  public let parameters: [String]
  /// Markdown; lines that begin with `>> ` are examples, each followed by its inspected result.
  public let text: String
  /// The capability that the function needs, if it needs one.
  public let capability: Capability.Kind?
  /// When it needs that, as in "for other processes than the caller"; nil where it always does.
  public let condition: String?
}

extension Runtime {
  /// What is written about all native functions.
  public static var documentation: [NativeDocumentation] {
    NativeModule.all.flatMap { module in
      module.functions.map {
        NativeDocumentation(
          module: module.name,
          name: $0.name,
          parameters: $0.parameters,
          text: $0.documentation,
          capability: $0.requirement?.kind,
          condition: $0.requirement?.condition
        )
      }
    }
  }
}

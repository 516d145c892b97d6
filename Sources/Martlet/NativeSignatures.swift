import MartletBytecode
import MartletCompiler
import MartletRuntime

/// The native functions, as the compiler has to know them.
public struct NativeSignatures: Sendable {
  /// The signatures by name.
  public let byName: [FunctionName: NativeSignature]

  /// All that the virtual machine brings along.
  public static let all = NativeSignatures(Runtime.signatures)

  /// Makes a table of signatures.
  public init(_ signatures: [NativeSignature]) {
    var byName: [FunctionName: NativeSignature] = [:]
    byName.reserveCapacity(signatures.count)
    for signature in signatures { byName[signature.function] = signature }
    self.byName = byName
  }

  /// The functions of a module, or nil when it has none.
  func functions(of module: String) -> Set<CompilerEnvironment.Export>? {
    let functions = byName.keys.filter { $0.module == module }
    if functions.isEmpty { return nil }
    return Set(functions.map { CompilerEnvironment.Export($0.name, $0.arity) })
  }
}

import MartletBytecode
import MartletCompiler
import MartletRuntime

/// The native functions, as the compiler has to know them.
public struct NativeSignatures: Sendable {
  /// The signatures by name.
  public let byName: [FunctionName: NativeSignature]
  /// The functions of each module that has any.
  let byModule: [String: Set<CompilerEnvironment.Export>]

  /// All that the virtual machine brings along.
  public static let all = NativeSignatures(Runtime.signatures)

  /// Makes a table of signatures.
  public init(_ signatures: [NativeSignature]) {
    var byName: [FunctionName: NativeSignature] = [:]
    var byModule: [String: Set<CompilerEnvironment.Export>] = [:]
    byName.reserveCapacity(signatures.count)
    for signature in signatures {
      let function = signature.function
      byName[function] = signature
      byModule[function.module, default: []].insert(
        CompilerEnvironment.Export(function.name, function.arity)
      )
    }
    self.byName = byName
    self.byModule = byModule
  }
}

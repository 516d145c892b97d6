import MartletRuntime

/// A virtual machine inside a Swift program that runs bytecode.
open class BytecodeMachine: @unchecked Sendable {
  /// The machine itself.
  package let runtime: Runtime

  /// Makes a machine.
  public init() {
    runtime = Runtime()
  }
}

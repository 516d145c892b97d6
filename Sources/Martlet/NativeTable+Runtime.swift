import MartletBytecode
import MartletRuntime

extension NativeTable {
  /// All that the virtual machine brings along.
  public static let all = NativeTable(Runtime.signatures)
}

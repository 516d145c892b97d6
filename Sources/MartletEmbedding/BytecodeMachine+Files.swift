import MartletRuntime

extension BytecodeMachine {
  /// Loads modules from a file of bytecode; see ``load(bytecode:permitting:)``.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - names: The modules that may be in it; nil for any.
  /// - Returns: The names of the modules.
  /// - Throws: `loading` when the file cannot be read; otherwise as ``load(bytecode:permitting:)``.
  @discardableResult
  public func load(
    bytecodeFile path: String,
    permitting names: Set<String>? = nil
  ) throws(VirtualMachineError) -> [String] {
    let bytes: [UInt8]
    do throws(HostFiles.Failure) {
      bytes = try HostFiles.read(path)
    } catch { throw .loading(error.description) }
    return try load(bytecode: bytes, permitting: names)
  }
}

import MartletRuntime

extension BytecodeMachine {
  /// Loads modules from a file of bytecode; see ``load(bytecode:)``.
  ///
  /// - Parameter path: The path of the file.
  /// - Returns: The names of the modules.
  /// - Throws: `loading` when the file cannot be read; otherwise as ``load(bytecode:)``.
  @discardableResult
  public func load(bytecodeFile path: String) throws(VirtualMachineError) -> [String] {
    let bytes: [UInt8]
    do throws(HostFiles.Failure) {
      bytes = try HostFiles.read(path)
    } catch { throw .loading(error.description) }
    return try load(bytecode: bytes)
  }
}

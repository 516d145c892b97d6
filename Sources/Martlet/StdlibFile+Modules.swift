import MartletBytecode
import MartletStdlib

extension StdlibFile {
  /// Returns the modules of the file.
  func modules() throws(SourceReadError) -> [BytecodeModule] {
    do throws(BytecodeDecodingError) {
      return try BytecodeDecoder.decode(bytecode)
    } catch {
      throw SourceReadError(path: "stdlib/\(path)", reason: "\(error)", isMissing: false)
    }
  }
}

import MartletBytecode
import MartletStdlib

extension StdlibFile {
  /// Returns the modules of the file.
  package func modules() throws(BytecodeDecodingError) -> [BytecodeModule] {
    try BytecodeDecoder.decode(bytecode)
  }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files that the program around a machine reads for itself.
package enum HostFiles {
  /// Why a file could not be read, in the system's words.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Returns the bytes of the file at `path`.
  package static func read(_ path: String) throws(Failure) -> [UInt8] {
    guard let name = SystemPath(path.utf8) else {
      throw Failure(description: "cannot read \(path): a path holds no zero bytes")
    }
    switch SystemFiles.read(FilePlace(name)) {
    case .success(let bytes): return bytes
    case .failure(let error):
      throw Failure(description: "cannot read \(path): \(String(cString: strerror(error.code)))")
    }
  }
}

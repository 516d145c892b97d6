import Martlet
import MartletBytecode
import MartletSyntax

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of compiled modules.
enum BytecodeFile {
  /// What the names of such files end in.
  static let suffix = ".mtc"

  /// Returns the name of the bytecode of `file`.
  static func name(for file: String) -> String {
    (file.hasSuffix(".mt") ? String(file.dropLast(3)) : file) + suffix
  }

  /// Returns the modules that the bytes of `source` hold; leaves when they are no bytecode.
  static func modules(
    of source: SourceText,
    _ terminal: Terminal
  ) throws -> Pipeline.Compilation {
    do throws(BytecodeDecodingError) {
      return try Pipeline.decode(source)
    } catch {
      terminal.error("cannot read \(source.name): \(error)")
      throw ExitStatus.unreadable
    }
  }

  /// Writes modules to the file at `path`; leaves when that cannot be done.
  static func write(_ modules: [BytecodeModule], to path: String, _ terminal: Terminal) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path, terminal) }
    defer { close(descriptor) }
    try BytecodeEncoder.encode(modules).withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let count = Self.writeSome(descriptor, piece)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw failure(path, terminal) }
        rest = rest.dropFirst(count)
      }
    }
  }

  private static func failure(_ path: String, _ terminal: Terminal) -> ExitStatus {
    terminal.error("cannot write \(path): \(String(cString: strerror(errno)))")
    return .unreadable
  }

  private static func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
    Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }
}

import MartletSyntax

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a source text could not be read.
public struct SourceReadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as the user named it.
  public var path: String
  /// What the operating system says, in its words.
  public var reason: String
  /// Whether the file is not there at all.
  public var isMissing: Bool

  /// The error in words.
  public var description: String { "cannot read \(path): \(reason)" }
}

/// Reads source texts from files and from standard input.
public enum SourceReader {
  /// The name under which standard input appears in messages.
  public static let standardInputName = "standard input"

  /// Returns the text of the file at `path`.
  public static func read(_ path: String) throws(SourceReadError) -> SourceText {
    // A zero would end the path early.
    guard !path.utf8.contains(0) else {
      throw SourceReadError(path: path, reason: "a path holds no zero bytes", isMissing: true)
    }
    let descriptor = retry { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    return SourceText(name: path, bytes: try readAll(descriptor, path))
  }

  /// Returns the text that standard input holds.
  public static func readStandardInput() throws(SourceReadError) -> SourceText {
    SourceText(name: standardInputName, bytes: try readAll(0, standardInputName))
  }

  private static func readAll(
    _ descriptor: Int32,
    _ path: String
  ) throws(SourceReadError)
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    var room = 64 * 1024
    while true {
      var count = 0
      bytes += [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        count = retry { readSome(descriptor, buffer) }
        filled = max(count, 0)
      }
      if count < 0 { throw failure(path) }
      if count == 0 { return bytes }
      // Spans cannot address more.
      if bytes.count > SourceText.maximumCount {
        throw SourceReadError(path: path, reason: "it is larger than 4 GB", isMissing: false)
      }
      room = min(room * 2, 16 << 20)
    }
  }

  /// Calls the system again when a signal came in between.
  private static func retry<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func failure(_ path: String) -> SourceReadError {
    let number = errno
    return SourceReadError(
      path: path,
      reason: String(cString: strerror(number)),
      isMissing: number == ENOENT
    )
  }
}

/// Reads what there is; outside the enumeration, whose own functions are called `read` too.
private func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}

import Foundation
import Martlet

/// A folder in which one plugin may keep files.
///
/// Scripts hold it as an opaque value, which they can neither make nor look into: who has been
/// given one may use that folder, nobody else can.
final class DataDirectory: Sendable {
  private let url: URL

  /// Creates the right to use a folder.
  init(_ url: URL) { self.url = url }

  /// What is in a file; nil when it is not there.
  func read(_ name: String) throws -> String? {
    let file = try file(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// Writes a text to the end of a file; gives the size that the file has then, in bytes.
  func append(_ text: String, to name: String) throws -> Int {
    let whole = try (read(name) ?? "") + text
    guard whole.utf8.count <= 1 << 16 else { throw HostError(reason: .atom("file_too_large")) }
    try whole.write(to: file(name), atomically: true, encoding: .utf8)
    return whole.utf8.count
  }

  /// Plain names only, so that no name leads out of the folder.
  private func file(_ name: String) throws -> URL {
    let plain = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isalnum(Int32($0)) != 0 }
    guard plain, (1...64).contains(name.utf8.count) else {
      throw HostError(reason: .tuple([.atom("bad_file_name"), .string(name)]))
    }
    return url.appendingPathComponent(name)
  }
}

extension HostModule {
  /// What plugins can do with their data directories.
  ///
  /// Files take their time: the functions run on threads of their own, and only the plugin that
  /// called waits.
  static let data = HostModule("Data", doc: "Files in a plugin's data directory.") {
    HostFunction.blocking("read", "directory", "name", doc: "What is in a file; nil without one.") {
      (directory: Opaque<DataDirectory>, name: String) in try directory.object.read(name)
    }
    HostFunction.blocking("append", "directory", "name", "text", doc: "Adds a text to a file.") {
      (directory: Opaque<DataDirectory>, name: String, text: String) in
      try directory.object.append(text, to: name)
    }
  }
}

import Foundation

/// Why the library cannot be embedded.
struct EmbeddingError: Error, CustomStringConvertible {
  /// What is wrong, in words.
  var description: String
}

/// A file of the standard library.
struct LibraryFile {
  /// Its path below the folder.
  let path: String
  /// Its text.
  let text: String

  /// Reads the file at `path`.
  init(_ path: String, below folder: String) throws {
    guard path.hasPrefix(folder) else {
      throw EmbeddingError(description: "\(path) does not lie below \(folder)")
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw EmbeddingError(description: "\(path) is not UTF-8; save it as UTF-8")
    }
    // Swift's literals turn one into something else and refuse the other.
    guard !bytes.contains(0x0D), !bytes.contains(0) else {
      throw EmbeddingError(description: "\(path) holds carriage returns or zeros; take them out")
    }
    self.path = String(path.dropFirst(folder.count).drop { $0 == "/" })
    self.text = text
  }
}

// Writes one Swift file that holds the text of the standard library.
//
//   embed-stdlib OUTPUT FOLDER FILE…
//
// FILEs lie below FOLDER. Only the build plugin calls this.

import Foundation

/// Why the library cannot be embedded.
struct EmbeddingError: Error, CustomStringConvertible {
  var description: String
}

/// Returns `text` as a raw literal of several lines.
func literal(_ text: String) -> String {
  // A delimiter or an escape in a raw literal carries as many `#` as the literal itself.
  var longest = 0
  for start in ["\"\"\"", "\\"] {
    for range in text.ranges(of: start) {
      let run = text[range.upperBound...].prefix { $0 == "#" }
      longest = max(longest, run.count)
    }
  }
  let hashes = String(repeating: "#", count: longest + 1)
  return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
}

/// Reads a file of the library as a literal.
func embed(_ path: String, below folder: String) throws -> (path: String, literal: String) {
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
  return (String(path.dropFirst(folder.count).drop { $0 == "/" }), literal(text))
}

func run() throws {
  let arguments = CommandLine.arguments
  guard arguments.count >= 3 else {
    throw EmbeddingError(description: "usage: embed-stdlib OUTPUT FOLDER FILE...")
  }
  var files = try arguments.dropFirst(3).map { try embed($0, below: arguments[2]) }
  // The order of bytes, in which the library is searched.
  files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  var output = """
    // Made from the files in stdlib/ by embed-stdlib.

    extension Stdlib {
      static let files: [StdlibFile] = [

    """
  for file in files {
    output += "StdlibFile(path: \"\(file.path)\", source: \(file.literal)),\n"
  }
  output += "  ]\n}\n"
  try output.write(toFile: arguments[1], atomically: true, encoding: .utf8)
}

do {
  try run()
} catch {
  FileHandle.standardError.write(Data("embed-stdlib: error: \(error)\n".utf8))
  exit(1)
}

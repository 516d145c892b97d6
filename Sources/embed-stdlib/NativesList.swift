import Foundation
import MartletBytecode

/// The list of the native functions.
///
/// They could be asked of `MartletRuntime`; but then each build would compile it a second time, for
/// the build's own tools, which takes longer than all the rest.
enum NativesList {
  /// Reads the list at `path`: a function a line, with its module, name and number of parameters.
  static func read(_ path: String) throws -> NativeTable {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var natives: [NativeSignature] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      guard (3...4).contains(words.count), let arity = Int(words[2]),
        words.count == 3 || words[3] == "guard"
      else { throw EmbeddingError(description: "\(path): no native function: \(line)") }
      let name = FunctionName(String(words[0]), String(words[1]), arity)
      natives.append(NativeSignature(name, isGuard: words.count == 4))
    }
    return NativeTable(natives)
  }
}

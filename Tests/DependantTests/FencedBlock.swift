import Foundation
import TestSupport

/// A fenced block of a page of the documentation.
struct FencedBlock: Sendable {
  /// The page, as a path below the package.
  let page: String
  /// The line of the opening fence.
  let line: Int
  /// What follows the opening fence, like `swift`.
  let kind: String
  /// The lines between the fences.
  let lines: [String]

  /// The text of the block.
  var text: String { lines.joined(separator: "\n") + "\n" }

  /// Returns the blocks of a page in their order.
  static func all(in page: String) throws -> [FencedBlock] {
    let text = try String(contentsOfFile: PackagePaths.root + "/" + page, encoding: .utf8)
    var blocks: [FencedBlock] = []
    var open: (line: Int, kind: String, lines: [String])?
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      guard line.hasPrefix("```") else {
        open?.lines.append(line)
        continue
      }
      if let block = open {
        blocks.append(
          FencedBlock(page: page, line: block.line, kind: block.kind, lines: block.lines)
        )
        open = nil
      } else {
        open = (index + 1, String(line.dropFirst(3)), [])
      }
    }
    return blocks
  }
}

import Foundation
import MartletREPL
import MartletRuntime
import TestSupport
import Testing

/// The session in docs/shell.md, typed anew.
///
/// Fenced blocks marked `shell` belong to one session. Lines behind a prompt are typed, the others are
/// what must come; numbers of processes and references, times and sizes are left out of the
/// comparison. `UPDATE_GOLDENS=1` writes what came into the page.
@Suite struct ShellTranscriptTests {
  private static let path = PackagePaths.root + "/docs/shell.md"

  /// A block of the page: its lines and where they stand.
  private struct Block {
    var lines: Range<Int>
    var text: [String]

    /// The statements that are typed.
    var statements: [String] {
      var result: [String] = []
      for line in text {
        if let match = line.prefixMatch(of: /martlet\(\d+\)> ?/) {
          result.append(String(line[match.range.upperBound...]))
        } else if let match = line.prefixMatch(of: /\.\.+> ?/), !result.isEmpty {
          result[result.count - 1] += "\n" + line[match.range.upperBound...]
        }
      }
      return result
    }
  }

  private static func blocks(_ page: [String]) -> [Block] {
    var blocks: [Block] = []
    var start: Int?
    for (index, line) in page.enumerated() {
      if line == "```shell" {
        start = index + 1
      } else if line == "```", let first = start {
        blocks.append(Block(lines: first..<index, text: Array(page[first..<index])))
        start = nil
      }
    }
    return blocks
  }

  /// The text without what differs from run to run and from machine to machine.
  private static func normalised(_ text: String) -> String {
    TestShell.normalised(text)
      .replacing(/[0-9][0-9,.]* (µs|ms|s|bytes|KB|MB|B|words)\b/) { "… \($0.1)" }
      .replacing(/[0-9][0-9,]* (reductions|words|collections)/) { "… \($0.1)" }
      .replacing(#/(^|\n) *[0-9]+\.[0-9]{4} /#) { "\($0.1)… " }
      .replacing(#/ +/#, with: " ")
  }

  @Test func theSessionOfThePage() throws {
    var page = try String(contentsOfFile: Self.path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let blocks = Self.blocks(page)
    #expect(blocks.count > 5)
    let shell = TestShell()
    var before = 0
    var answers: [[String]] = []
    for block in blocks {
      let text = try shell.answers(to: block.statements)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      answers.append(Array(lines[before...]))
      before = lines.count
    }
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      for (block, answer) in zip(blocks, answers).reversed() {
        page.replaceSubrange(block.lines, with: answer)
      }
      try page.joined(separator: "\n").write(toFile: Self.path, atomically: true, encoding: .utf8)
      return
    }
    for (block, answer) in zip(blocks, answers) {
      #expect(
        Self.normalised(answer.joined(separator: "\n"))
          == Self.normalised(block.text.joined(separator: "\n")),
        "docs/shell.md:\(block.lines.lowerBound)"
      )
    }
    #expect(shell.leave() != nil)
  }
}

import Foundation
import MartletBytecode
import TestSupport
import Testing

/// `docs/bytecode.md` is made from the comments and shapes in the table of opcodes.
@Suite struct ReferenceTests {
  /// Compares the page with the table; `UPDATE_GOLDENS=1` writes it anew.
  @Test func thePageIsFresh() throws {
    let source = try String(
      contentsOfFile: PackagePaths.root + "/Sources/MartletBytecode/Opcode.swift",
      encoding: .utf8
    )
    let page = BytecodeReference(source: source).text
    let path = PackagePaths.root + "/docs/bytecode.md"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try page.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let found = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    if found != page {
      try page.write(toFile: path + ".observed", atomically: true, encoding: .utf8)
      Issue.record(
        "docs/bytecode.md is stale: run UPDATE_GOLDENS=1 swift test --filter ReferenceTests"
      )
    }
  }

  /// Every opcode is in a section of the page, and most carry words of their own.
  @Test func everyOpcodeIsFound() throws {
    let source = try String(
      contentsOfFile: PackagePaths.root + "/Sources/MartletBytecode/Opcode.swift",
      encoding: .utf8
    )
    let reference = BytecodeReference(source: source)
    #expect(reference.sections.flatMap(\.entries).map(\.name) == Opcode.allCases.map { "\($0)" })
    #expect(reference.sections.allSatisfy { !$0.title.isEmpty })
  }
}

/// The text of `docs/bytecode.md`.
struct BytecodeReference {
  /// An instruction and what its comment says.
  struct Entry {
    var name: String
    var comment: String
  }

  /// Instructions under one heading.
  struct Section {
    var title: String
    var entries: [Entry] = []
  }

  private(set) var introduction = ""
  private(set) var sections: [Section] = []

  /// Reads the comments of the enumeration in `source`.
  init(source: String) {
    var comment: [String] = []
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("///") {
        comment.append(String(text.dropFirst(3)))
      } else if text.hasPrefix("public enum") {
        introduction = comment.map { String($0.drop { $0 == " " }.isEmpty ? "" : $0.dropFirst()) }
          .joined(separator: "\n")
        comment = []
      } else if line.hasPrefix("  // Pairs;") {
        // What the loader makes is no part of the format.
        break
      } else if line.hasPrefix("  // ") {
        sections.append(Section(title: String(text.dropFirst(3))))
      } else if line.hasPrefix("  case "), !sections.isEmpty {
        let name = text.dropFirst(5).prefix { $0 != "(" && $0 != " " }
        let words = comment.map { $0.drop { $0 == " " } }.joined(separator: " ")
        sections[sections.count - 1].entries.append(Entry(name: String(name), comment: words))
        comment = []
      } else if text.hasPrefix("extension") {
        break
      }
    }
  }

  /// The whole page.
  var text: String {
    var page = """
      # Bytecode

      <!-- Made from Sources/MartletBytecode/Opcode.swift by ReferenceTests; do not edit. -->

      \(plain(introduction))

      `martlet run --stop-after bytecode FILE` shows the code of a program. The columns below: *operands*
      in the order in which they stand in the instruction (see `Operand.swift`), what the *live* byte
      holds, and whether the instruction *ends* a block.

      """
    for section in sections {
      page += "\n## \(plain(section.title))\n\n"
      page +=
        "| instruction | operands | live | ends | what it does |\n| --- | --- | --- | --- | --- |\n"
      for entry in section.entries {
        guard let opcode = Opcode.allCases.first(where: { "\($0)" == entry.name }) else { continue }
        let operands = opcode.operands.map { "\($0)" }.joined(separator: ", ")
        let live = opcode.liveRole == .unused ? "" : "\(opcode.liveRole)"
        page += "| `\(entry.name)` | \(operands) | \(live) | \(opcode.endsBlock ? "yes" : "") | "
        page += cell(plain(entry.comment)) + " |\n"
      }
    }
    return page
  }

  /// DocC's links as plain code.
  private func plain(_ text: String) -> String {
    text.replacingOccurrences(of: "```", with: "\u{0}").replacingOccurrences(of: "``", with: "`")
      .replacingOccurrences(of: "\u{0}", with: "```")
      .replacingOccurrences(of: "`Opcode/", with: "`")
      .replacingOccurrences(of: "`Operand/", with: "`")
  }

  private func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
}

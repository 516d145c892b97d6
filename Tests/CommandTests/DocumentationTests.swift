import Foundation
import TestSupport
import Testing

/// A program in the documentation: a fenced block marked `martlet`.
struct DocumentedProgram: Sendable, CustomStringConvertible {
  let file: String
  /// The line of the fence.
  let line: Int
  let source: String

  var description: String { "\(file):\(line)" }

  /// Every such program in README.md and below docs/; the examples on the library's pages are
  /// doctests, which have tests of their own.
  static let all: [DocumentedProgram] = {
    let docs = (FileManager.default.subpaths(atPath: PackagePaths.root + "/docs") ?? [])
      .filter { $0.hasSuffix(".md") && !$0.hasPrefix("library/") }.map { "docs/" + $0 }
    return (["README.md"] + docs.sorted()).flatMap(programs(in:))
  }()

  private static func programs(in file: String) -> [DocumentedProgram] {
    let path = PackagePaths.root + "/" + file
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var programs: [DocumentedProgram] = []
    var current: (line: Int, lines: [Substring])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if let open = current {
        if line == "```" {
          let source = open.lines.joined(separator: "\n") + "\n"
          programs.append(DocumentedProgram(file: file, line: open.line, source: source))
          current = nil
        } else {
          current?.lines.append(line)
        }
      } else if line == "```martlet" {
        current = (index + 1, [])
      }
    }
    return programs
  }
}

/// Runs the programs in the documentation and compares what they print with what they say.
@Suite struct DocumentationTests {
  @Test(arguments: DocumentedProgram.all)
  func program(_ program: DocumentedProgram) async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    let path = folder.file("program.mt")
    try Data(program.source.utf8).write(to: URL(fileURLWithPath: path))
    let expectations = Expectations(source: program.source)
    #expect(!expectations.output.isEmpty, "\(program) expects no output")
    let test = TestProgram(
      path: path,
      name: program.description,
      expectations: expectations
    )
    let failures = try await ProgramRunner().check(test, stress: [.plain])
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test func programsAreFound() { #expect(DocumentedProgram.all.count > 20) }

  /// Links between pages lead to files that are there.
  @Test func linksLeadSomewhere() throws {
    let pages =
      ["README.md", "examples/README.md"]
      + (FileManager.default.subpaths(atPath: PackagePaths.root + "/docs") ?? [])
      .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
    for page in pages {
      let url = URL(fileURLWithPath: PackagePaths.root + "/" + page)
      let text = try String(contentsOf: url, encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#:]+)\)/) {
        let target = url.deletingLastPathComponent().appendingPathComponent(String(match.1))
        #expect(
          FileManager.default.fileExists(atPath: target.path),
          "\(page) links to \(match.1)"
        )
      }
    }
  }
}

import Foundation
import MartletCompiler
import MartletSyntax
import Testing

/// Programs beside the messages that the compiler gives about them: `name.mt` and `name.expected`.
///
/// On a mismatch the actual text is written to `name.observed`; `UPDATE_GOLDENS=1` accepts it.
@Suite("Golden messages of the compiler")
struct ResolverGoldenTests {
  private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("DiagnosticsTests/cases/resolver")

  private static func names(ending: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  @Test(arguments: names(ending: ".mt"))
  func program(_ name: String) throws {
    let text = try Data(contentsOf: Self.directory.appendingPathComponent(name + ".mt"))
    let source = SourceText(name: name + ".mt", bytes: Array(text))
    let parsed = Parser.parse(source)
    #expect(parsed.diagnostics.isEmpty)
    let diagnostics = Compiler.compile(
      parsed.file,
      source: source,
      environment: TestCompiler.environment
    ).diagnostics
    let actual = DiagnosticRenderer(source).render(diagnostics)
    #expect(!actual.isEmpty, "\(name).mt gives no messages")
    let golden = Self.directory.appendingPathComponent(name + ".expected")
    let observed = Self.directory.appendingPathComponent(name + ".observed")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try Data(actual.utf8).write(to: golden)
    } else if actual == (try? String(contentsOf: golden, encoding: .utf8)) {
      try? FileManager.default.removeItem(at: observed)
    } else {
      try Data(actual.utf8).write(to: observed)
      Issue.record("\(name).mt gives other messages, see \(name).observed:\n\(actual)")
    }
  }

  @Test func everyGoldenHasAProgram() {
    #expect(Self.names(ending: ".expected") == Self.names(ending: ".mt"))
    #expect(Self.names(ending: ".mt").count >= 20)
  }
}

import Foundation
import TestSupport
import Testing

/// Runs the examples in the library's documentation, and asks that there are some.
@Suite struct DoctestTests {
  /// Runs all examples of one module in one program, and compares each result.
  @Test(arguments: LibraryDocumentation.modules)
  func examples(_ module: LibraryDocumentation.Module) async throws {
    let command = try #require(PackagePaths.command, "the command has not been built")
    let tests =
      Doctest.all(in: module.text) + module.functions.flatMap { Doctest.all(in: $0.text) }
    if tests.isEmpty { return }
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch.file("doctests.mt")
    try Self.program(tests).write(toFile: file, atomically: true, encoding: .utf8)
    let outcome = try await ChildProcess.run(
      command,
      ["run", file],
      timeout: 120
    )
    var results: [Int: String] = [:]
    for line in outcome.standardOutput.components(separatedBy: "\n") {
      // Examples may print lines of their own.
      let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count == 3, parts[0] == "doctest", let index = Int(parts[1]) {
        results[index] = String(parts[2])
      }
    }
    #expect(outcome.status == 0, "\(outcome.standardError)")
    for (index, test) in tests.enumerated() {
      let result = results[index]
      #expect(result != nil, "no result: \(test.source)")
      if let result, let expected = test.result {
        #expect(result == expected, "\(test.source)")
      }
    }
  }

  /// A program that prints `doctest`, a number and the inspected result for each example.
  private static func program(_ tests: [Doctest]) -> String {
    var text = """
      fn check(n, f) {
        let result = try { inspect(f()) } catch { (class, reason) -> "raised " <> inspect((class, reason)) }
        print("doctest \\(n) \\(result)")
      }

      """
    for (index, test) in tests.enumerated() {
      text += "check(\(index), fn() { \(test.source) })\n"
    }
    return text
  }

  /// Texts are sentences: what they begin with ends with a period before the examples.
  @Test(arguments: LibraryDocumentation.modules)
  func everyFunctionIsDocumented(_ module: LibraryDocumentation.Module) {
    for function in module.functions {
      let prose = Doctest.prose(of: function.text)
      let name = "\(module.name).\(function.name)/\(function.parameters.count)"
      #expect(
        prose.hasSuffix(".") || prose.hasSuffix("```"),
        "\(name) has no text that ends with a period: \(prose)"
      )
    }
    if module.hasFile && !module.isInternal {
      #expect(!Doctest.all(in: module.text).isEmpty, "\(module.name) has no example")
    }
  }

  /// A function is native or written in the language, not both.
  @Test(arguments: LibraryDocumentation.modules)
  func noFunctionIsThereTwice(_ module: LibraryDocumentation.Module) {
    var seen: Set<String> = []
    for function in module.functions {
      let name = "\(function.name)/\(function.parameters.count)"
      #expect(seen.insert(name).inserted, "\(module.name).\(name) is there twice")
    }
  }
}

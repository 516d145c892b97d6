import Foundation
import TestSupport
import Testing

/// Runs the library's own tests, which are written in the language: dropping a file `*_test.mt` into
/// `actors/` or `shell/` is all it takes to add some.
///
/// `ONLY=registry swift test --filter ActorTests` runs those with `registry` in their path.
@Suite struct ActorTests {
  private static let folders = ["actors", "shell"].map {
    PackagePaths.root + "/Tests/StdlibTests/" + $0
  }

  static let files = folders.flatMap { TestProgram.discover(in: $0) }
    .filter { $0.name.hasSuffix("_test") }

  /// Runs a file's tests in all ways: all pass, and nothing is left when the machine has stopped.
  @Test(arguments: files)
  func file(_ file: TestProgram) async throws {
    let failures = try await Turnstile.programs.pass {
      for variant in RunVariant.matrix(for: file.expectations) {
        let failures = try await Self.failures(of: file, variant)
        // One way's failures are enough to read; the other ways most often repeat them.
        if !failures.isEmpty { return failures }
      }
      return []
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    #expect(file.expectations.mistakes.isEmpty)
  }

  /// Says that the files were found, so that a wrong path cannot pass for success.
  @Test func filesAreFound() {
    for folder in Self.folders {
      let files = TestProgram.discover(in: folder, filter: nil)
      #expect(files.count { $0.name.hasSuffix("_test") } > 1, "there are no tests in \(folder)")
    }
  }

  private static func failures(
    of file: TestProgram,
    _ variant: RunVariant
  ) async throws -> [String] {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let statistics = scratch.file("statistics.json")
    // Messages take long to come on a machine that collects at every turn.
    let result = try await ChildProcess.run(
      command,
      ["test", "--wait", "60000"] + variant.options + file.expectations.flags
        + ["--statistics", statistics, file.path],
      timeout: timeout(of: file)
    )
    var failures: [String] = []
    if result.timedOut { failures.append("no end after \(timeout(of: file)) s") }
    if result.status != 0 { failures.append("status \(result.status)") }
    if result.standardOutput.lastLine.wholeMatch(of: /\d+ passed, 0 failed(, \d+ skipped)?/) == nil
    {
      failures.append("the last line is \"\(result.standardOutput.lastLine)\"")
    }
    if let statistics = Statistics(path: statistics) {
      failures += statistics.failures(of: variant)
    } else {
      failures.append("the command wrote no statistics")
    }
    if failures.isEmpty { return [] }
    let output = result.standardOutput.suffix(6_000)
    let errors = result.standardError.suffix(2_000)
    failures.append("--- standard output\n\(output)\n--- standard error\n\(errors)")
    return failures.map { "\(file.name) [\(variant)]: \($0)" }
  }

  /// The seconds after which a run is given up: 120 where the file does not say it.
  private static func timeout(of file: TestProgram) -> Double {
    let saysIt = file.expectations.timeout != Expectations(source: "").timeout
    return saysIt ? file.expectations.timeout : 120
  }
}

extension String {
  /// The last line that is not empty.
  fileprivate var lastLine: Substring { split(separator: "\n").last ?? "" }
}

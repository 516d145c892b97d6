import Foundation

/// Runs test programs with the built command and compares what they do with what they expect.
package struct ProgramRunner: Sendable {
  private let command: String

  /// Creates a runner for the built command.
  ///
  /// - Throws: when there is none.
  package init() throws {
    guard let command = PackagePaths.command else { throw MissingCommand() }
    self.command = command
  }

  /// Creates a runner for the command at a path.
  package init(command: String) { self.command = command }

  /// The command has not been built.
  package struct MissingCommand: Error, CustomStringConvertible {
    package var description: String {
      "there is no built martlet beside the tests: run `swift build`, or name one in MARTLET"
    }
  }

  /// Runs a program in every way of its matrix; gives what differs, nothing when all is right.
  package func check(
    _ program: TestProgram,
    stress: [RunVariant.Stress] = RunVariant.Stress.allCases
  ) async throws -> [String] {
    try await Turnstile.programs.pass {
      var failures = program.expectations.mistakes
      for variant in RunVariant.matrix(for: program.expectations, stress: stress) {
        let found = try await check(program, variant)
        failures += found.map { "\(program.name) [\(variant)]: \($0)" }
        // One way's failures are enough to read; the other ways most often repeat them.
        if !failures.isEmpty { break }
      }
      return failures
    }
  }

  private func check(_ program: TestProgram, _ variant: RunVariant) async throws -> [String] {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let statistics = scratch.file("statistics.json")
    let expectations = program.expectations
    let result = try await ChildProcess.run(
      command,
      ["run"] + variant.options + expectations.flags + ["--statistics", statistics, program.path]
        + expectations.arguments,
      input: expectations.standardInput,
      timeout: expectations.timeout
    )
    let report = Statistics(path: statistics)
    return Self.differences(program, variant, result, report)
  }

  /// Compares a finished run with the expectations.
  package static func differences(
    _ program: TestProgram,
    _ variant: RunVariant,
    _ result: CommandResult,
    _ statistics: Statistics?
  ) -> [String] {
    let expectations = program.expectations
    if result.timedOut {
      return ["no end after \(expectations.timeout) s" + tail(of: result)]
    }
    if result.wasSignalled {
      return ["signal \(result.status) ended the command" + tail(of: result)]
    }
    if !expectations.errors.isEmpty { return refusal(program, result) }

    var failures = output(expectations.output, result.standardOutput)
    failures += ending(expectations.exit, result, statistics)
    for text in expectations.standardError where !result.standardError.contains(text) {
      failures.append("standard error does not hold \"\(text)\"")
    }
    if !failures.isEmpty, !result.standardError.isEmpty { failures.append(tail(of: result)) }
    if let statistics {
      failures += statistics.failures(of: variant)
    } else {
      failures.append("the command wrote no statistics")
    }
    return failures
  }

  private static func refusal(_ program: TestProgram, _ result: CommandResult) -> [String] {
    var failures: [String] = []
    if result.status != 65 { failures.append("status \(result.status) instead of 65 (refused)") }
    if !result.standardOutput.isEmpty { failures.append("a refused program wrote output") }
    let file = URL(fileURLWithPath: program.path).lastPathComponent
    for error in program.expectations.errors {
      if !error.text.isEmpty, !result.standardError.contains(error.text) {
        failures.append("no diagnostic holds \"\(error.text)\"")
      }
      if let line = error.line, !mentions("\(file):\(line)", in: result.standardError) {
        failures.append("no diagnostic is about \(file):\(line)")
      }
    }
    return failures.isEmpty ? [] : failures + [tail(of: result)]
  }

  /// Whether `place` occurs and is no part of a longer number.
  private static func mentions(_ place: String, in text: String) -> Bool {
    text.ranges(of: place).contains { range in
      range.upperBound == text.endIndex || !text[range.upperBound].isNumber
    }
  }

  private static func output(_ expected: [Expectations.OutputLine], _ text: String) -> [String] {
    var actual = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if actual.last == "" { actual.removeLast() }
    for (index, line) in expected.enumerated() {
      guard index < actual.count else {
        return ["line \(line.line): expected \"\(line.text)\", but the output has ended"]
      }
      // Editors drop blanks at the end of a line, so neither side's count.
      if actual[index].trimmedEnd != line.text.trimmedEnd {
        return ["line \(line.line): expected \"\(line.text)\", got \"\(actual[index])\""]
      }
    }
    if actual.count > expected.count {
      return ["unexpected output \"\(actual[expected.count])\""]
    }
    return []
  }

  private static func ending(
    _ exit: Expectations.Exit,
    _ result: CommandResult,
    _ statistics: Statistics?
  ) -> [String] {
    switch exit {
    case .status(let status):
      return result.status == status ? [] : ["status \(result.status) instead of \(status)"]
    case .reason(let reason):
      let isRegular =
        reason == ":normal" || reason == ":shutdown" || reason.hasPrefix("(:shutdown, ")
      var failures: [String] = []
      if result.status != (isRegular ? 0 : 1) { failures.append("status \(result.status)") }
      if let actual = statistics?.exitReason {
        if actual != reason { failures.append("exit reason \(actual) instead of \(reason)") }
      } else if !isRegular, !result.standardError.contains(reason) {
        failures.append("the crash report does not hold the reason \(reason)")
      }
      return failures
    }
  }

  private static func tail(of result: CommandResult) -> String {
    let output = result.standardOutput.suffix(600)
    let errors = result.standardError.suffix(2_000)
    return "\n--- standard output\n\(output)\n--- standard error\n\(errors)"
  }
}

extension String {
  fileprivate var trimmedEnd: Substring {
    let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
    return self[..<end]
  }
}

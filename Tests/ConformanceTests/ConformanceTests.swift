import TestSupport
import Testing

/// Runs the programs in `programs/`: dropping a file in is all it takes to add a test.
///
/// `ONLY=closures swift test --filter Conformance` runs those with `closures` in their path.
@Suite struct ConformanceTests {
  static let programs = TestProgram.discover(
    in: PackagePaths.root + "/Tests/ConformanceTests/programs"
  )

  /// Runs a program in all ways and compares what it does with what its comments say.
  @Test(arguments: programs)
  func program(_ program: TestProgram) async throws {
    let failures = try await ProgramRunner().check(program)
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  /// Says that the programs were found, so that a wrong path cannot pass for success.
  @Test func programsAreFound() {
    #expect(TestProgram.discover(in: Self.folder, filter: nil).count > 250)
  }

  /// Every program expects something.
  @Test func everyProgramExpectsSomething() {
    for program in TestProgram.discover(in: Self.folder, filter: nil) {
      let expectations = program.expectations
      let isSilent =
        expectations.output.isEmpty && expectations.errors.isEmpty
        && expectations.standardError.isEmpty
      #expect(
        !isSilent || program.name.contains("exit_"),
        "\(program.name) asserts nothing about its run"
      )
      #expect(expectations.mistakes.isEmpty, "\(program.name)")
    }
  }

  private static let folder = PackagePaths.root + "/Tests/ConformanceTests/programs"
}

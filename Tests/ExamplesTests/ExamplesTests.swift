import TestSupport
import Testing

/// Runs the programs in `examples/` and compares them with the lines that their comments expect.
@Suite struct ExamplesTests {
  static let programs = TestProgram.discover(in: PackagePaths.root + "/examples").filter(isProgram)

  /// What lies in folders belongs to programs in Swift, which have tests of their own.
  private static func isProgram(_ found: TestProgram) -> Bool { !found.name.contains("/") }

  /// Runs an example with one scheduler and with all.
  @Test(arguments: programs)
  func example(_ program: TestProgram) async throws {
    let failures = try await ProgramRunner().check(program, stress: [.plain])
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  /// Says that the examples were found and that each expects output.
  @Test func everyExampleExpectsOutput() {
    let all = TestProgram.discover(in: PackagePaths.root + "/examples", filter: nil)
      .filter(Self.isProgram)
    #expect(all.count >= 10)
    for program in all {
      #expect(!program.expectations.output.isEmpty, "\(program.name) expects no output")
      #expect(program.expectations.mistakes.isEmpty, "\(program.name)")
    }
  }
}

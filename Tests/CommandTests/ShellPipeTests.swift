import Foundation
import TestSupport
import Testing

/// The shell without a terminal, as scripts use it.
@Suite struct ShellPipeTests {
  private func martlet(_ arguments: String..., input: String) async throws -> CommandResult {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    return try await ChildProcess.run(command, arguments, input: input, timeout: 120)
  }

  @Test func statementsAreEvaluatedWithoutPrompts() async throws {
    let input = """
      #!/usr/bin/env martlet
      let x = 20
      module Twice {
        fn of(x) { x * 2 }
      }
      [1, 2]
      |> List.map { n in Twice.of(n) }
      print("x is", x)
      """
    let result = try await martlet(input: input)
    #expect(result.standardOutput == "20\ndefined module Twice\n[2, 4]\nx is 20\n:ok\n")
    #expect(result.standardError == "")
    #expect(result.status == 0)
  }

  @Test func aStatementThatFailsCountsAndTheOthersGoOn() async throws {
    let crash = try await martlet(input: "raise(:no)\n1 + 1\n")
    #expect(crash.status == 1)
    #expect(crash.standardOutput.hasSuffix("\n2\n"))
    let unfinished = try await martlet(input: "1 + 1\nf(1,\n")
    #expect(unfinished.status == 1)
    #expect(unfinished.standardOutput.hasPrefix("2\nerror"))
    #expect(try await martlet(input: "System.exit(7)\n1 + 1\n").status == 7)
    #expect(try await martlet(input: "").status == 0)
  }

  @Test func programsReadTheLinesThatFollow() async throws {
    let result = try await martlet(input: "let name = IO.read_line()\nthe bird\nname <> \"!\"\n")
    #expect(result.standardOutput == "\"the bird\"\n\"the bird!\"\n")
  }

  @Test func filesComeFirst() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    let files = [
      "startup.mt": "let a = 1\n", "program.mt": "let b = a + 1\nprint(System.argv())\n",
    ]
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    let result = try await martlet(
      "shell",
      "--startup",
      folder.file("startup.mt"),
      "-i",
      folder.file("program.mt"),
      "-x",
      input: "(a, b)\n"
    )
    #expect(result.standardOutput == "[\"-x\"]\n(1, 2)\n")
    #expect(result.standardError == "")
  }

  @Test func wrongUsesAreTold() async throws {
    let missing = try await martlet("-i", "missing.mt", input: "")
    #expect(missing.status == 74)
    #expect(missing.standardError.contains("missing.mt"))
    #expect(try await martlet("--startup", "missing.mt", input: "").status == 74)
    #expect(try await martlet("-i", input: "").status == 2)
  }

  @Test func colourIsForThoseWhoAskForIt() async throws {
    #expect(try await martlet("shell", "--color", "always", input: "1\n").standardOutput != "1\n")
    #expect(try await martlet("--no-color", input: "1\n").standardOutput == "1\n")
  }
}

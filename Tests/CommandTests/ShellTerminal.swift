import Foundation
import TestSupport
import Testing

/// A shell at a terminal, for tests.
enum ShellTerminal {
  /// Runs `body` with a shell that has a home of its own.
  static func withShell(
    _ arguments: [String] = [],
    environment: [String: String] = [:],
    columns: Int = 80,
    home: ScratchDirectory? = nil,
    _ body: (PseudoTerminal) async throws -> Void
  ) async throws {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let folder = try home ?? ScratchDirectory()
    defer { if home == nil { folder.remove() } }
    let usual = [
      "TERM": "xterm", "PATH": "/usr/bin:/bin", "HOME": folder.file("home"), "NO_COLOR": "1",
      "XDG_STATE_HOME": folder.file("state"), "XDG_CONFIG_HOME": folder.file("configuration"),
      "INPUTRC": "/dev/null",
    ]
    let terminal = try PseudoTerminal(
      [command] + arguments,
      environment: usual.merging(environment) { $1 },
      columns: columns
    )
    try await terminal.wait(forLine: columns < 40 ? "1>" : "martlet(1)>")
    try await body(terminal)
  }

  /// Leaves the shell, which is to have been left well.
  static func leave(_ terminal: PseudoTerminal) async throws {
    terminal.type("\u{4}")
    #expect(try await terminal.waitForExit() == 0)
    #expect(terminal.isInLineMode)
  }
}

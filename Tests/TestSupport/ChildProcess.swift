import Foundation

/// What a finished command left.
package struct CommandResult: Sendable {
  /// The exit status, or the number of the signal that ended the command.
  package var status: Int
  /// Whether a signal ended the command.
  package var wasSignalled: Bool
  /// Whether the command was killed because its time was over.
  package var timedOut: Bool
  /// What it wrote to standard output.
  package var standardOutput: String
  /// What it wrote to standard error.
  package var standardError: String

  /// Creates a result.
  package init(
    status: Int,
    wasSignalled: Bool,
    timedOut: Bool,
    standardOutput: String,
    standardError: String
  ) {
    self.status = status
    self.wasSignalled = wasSignalled
    self.timedOut = timedOut
    self.standardOutput = standardOutput
    self.standardError = standardError
  }
}

/// Runs commands for tests.
///
/// It spawns by itself: Foundation's `Process` keeps descriptors of every command it has run, and a
/// run of all programs is thousands of commands.
package enum ChildProcess {
  /// A command could not be started.
  package struct SpawnFailure: Error, CustomStringConvertible {
    /// The command.
    package let command: String
    /// The system's number for what went wrong.
    package let code: Int32

    package var description: String {
      "cannot start \(command): \(String(cString: strerror(code)))"
    }
  }

  /// Runs a command to its end and gives what it left; kills it after `timeout` seconds.
  ///
  /// Output goes through files: a pipe that nobody empties would stop the command.
  package static func run(
    _ command: String,
    _ arguments: [String],
    input: String = "",
    timeout: Double,
    in directory: String = PackagePaths.root
  ) async throws -> CommandResult {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let files = Files(
      input: scratch.file("in"),
      output: scratch.file("out"),
      errors: scratch.file("err")
    )
    try Data(input.utf8).write(to: URL(fileURLWithPath: files.input))
    let ending = try await withCheckedThrowingContinuation { continuation in
      // Waiting blocks a thread, so it is not done on one of Swift's own.
      DispatchQueue.global().async {
        continuation.resume(
          with: Result {
            let child = try spawn(command, arguments, in: directory, files)
            return wait(for: child, timeout: timeout)
          }
        )
      }
    }
    let signal = ending.status & 0x7f
    return CommandResult(
      status: Int(signal == 0 ? (ending.status >> 8) & 0xff : signal),
      wasSignalled: signal != 0,
      timedOut: ending.timedOut,
      standardOutput: text(of: files.output),
      standardError: text(of: files.errors)
    )
  }

  private struct Files: Sendable {
    let input: String
    let output: String
    let errors: String
  }

  private static func spawn(
    _ command: String,
    _ arguments: [String],
    in directory: String,
    _ files: Files
  ) throws -> pid_t {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    #else
    var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, files.input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, files.output, writing, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, files.errors, writing, 0o600)
    // The shell changes the folder, which not every system's spawn can, and becomes the command.
    let script = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory, command]
    var words: [UnsafeMutablePointer<CChar>?] = (script + arguments).map { strdup($0) }
    words.append(nil)
    defer { words.forEach { free($0) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, script[0], &actions, nil, words, environ)
    if code != 0 { throw SpawnFailure(command: command, code: code) }
    return child
  }

  private static func wait(
    for child: pid_t,
    timeout: Double
  ) -> (status: Int32, timedOut: Bool) {
    let deadline = Date(timeIntervalSinceNow: timeout)
    var status: Int32 = 0
    var pause: UInt32 = 500
    var timedOut = false
    while waitpid(child, &status, WNOHANG) == 0 {
      if !timedOut, Date() > deadline {
        timedOut = true
        kill(child, SIGKILL)
      }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
    return (status, timedOut)
  }

  private static func text(of file: String) -> String {
    String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
  }
}

/// A folder of its own for the files of one run.
package struct ScratchDirectory: Sendable {
  private let path: String

  /// Makes a new, empty folder.
  package init() throws {
    path = NSTemporaryDirectory() + "/martlet-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The path of a file in the folder.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Takes the folder away with all that is in it.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }
}

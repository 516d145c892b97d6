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
package enum ChildProcess {
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
    let files = (
      input: scratch.file("in"), output: scratch.file("out"), errors: scratch.file("err")
    )
    try Data(input.utf8).write(to: URL(fileURLWithPath: files.input))
    for file in [files.output, files.errors] {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
    }
    return try await withCheckedThrowingContinuation { continuation in
      // Waiting blocks a thread, so it is not done on one of Swift's own.
      DispatchQueue.global().async {
        continuation.resume(
          with: Result { try wait(for: command, arguments, in: directory, files, timeout) }
        )
      }
    }
  }

  private static func wait(
    for command: String,
    _ arguments: [String],
    in directory: String,
    _ files: (input: String, output: String, errors: String),
    _ timeout: Double
  ) throws -> CommandResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardInput = FileHandle(forReadingAtPath: files.input)
    process.standardOutput = FileHandle(forWritingAtPath: files.output)
    process.standardError = FileHandle(forWritingAtPath: files.errors)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let timedOut = ended.wait(timeout: .now() + timeout) == .timedOut
    if timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    return CommandResult(
      status: Int(process.terminationStatus),
      wasSignalled: process.terminationReason == .uncaughtSignal,
      timedOut: timedOut,
      standardOutput: text(of: files.output),
      standardError: text(of: files.errors)
    )
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

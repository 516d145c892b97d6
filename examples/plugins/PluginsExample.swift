import ArgumentParser
import Foundation

/// The command: a chat whose plugins answer.
@main
struct PluginsExample: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "PluginsExample",
    abstract: "Runs plugins that are not to be trusted.",
    discussion: """
      It shows what plugins answer to some lines of a chat, and what becomes of one that crashes, \
      takes all memory or never comes to an end. With --chat it reads such lines from standard \
      input: `ann joins` or `ann: hello`.
      """
  )

  @Option(help: "The folder with the plugins.")
  var plugins: String = Self.folder.appendingPathComponent("plugins").path

  @Option(help: "The folder with the plugins' data directories; left out, one for this run.")
  var data: String?

  @Flag(help: "Read what is said from standard input.")
  var chat = false

  /// The folder of this file.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private static let lines = [
    "ann joins", "ann: good morning to all of you", "ann: remember: buy milk", "bo joins",
    "bo: remember: feed the cat", "bo: read: ../secrets", "eve joins", "eve: please pry",
    "eve: please crash", "eve: please hoard", "eve: please loop", "eve: please crash",
    "ann joins", "ann: how many words?", "ann: what did I say?",
  ]

  func run() async throws {
    let temporary = FileManager.default.temporaryDirectory
      .appendingPathComponent("plugins-\(UUID())")
    defer { try? FileManager.default.removeItem(at: temporary) }
    let data = data.map { URL(fileURLWithPath: $0) } ?? temporary
    if self.data == nil {
      try FileManager.default.createDirectory(
        at: temporary.appendingPathComponent("notebook"),
        withIntermediateDirectories: true
      )
    }

    let host = try PluginHost { Self.say("  * \($0)") }
    try await host.start(URL(fileURLWithPath: plugins), data: data)
    if chat {
      while let line = readLine() { try await Self.take(line, host) }
    } else {
      for line in Self.lines {
        Self.say(line)
        try await Self.take(line, host)
      }
    }
    await host.shutdown()
  }

  private static func take(_ line: String, _ host: PluginHost) async throws {
    guard let event = ChatEvent(line: line) else {
      return say("  Say `ann joins` or `ann: hello`.")
    }
    for answer in try await host.publish(event) { say("  \(answer.plugin): \(answer.text)") }
  }

  /// Prints a line that is seen at once, also through a pipe.
  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}

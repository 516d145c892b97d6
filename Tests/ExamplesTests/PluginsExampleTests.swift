import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PluginsExample

/// Runs the example in `examples/plugins`.
@Suite struct PluginsExampleTests {
  /// A host of the example's plugins, and what it has said.
  private final class Chat: Sendable {
    let host: PluginHost
    let scratch: ScratchDirectory
    private let said: Said

    private final class Said: Sendable {
      let lines = Mutex<[String]>([])
    }

    /// Starts the plugins; those that are to be lost for their silence are so after `answerTime`.
    init(answerTime: Duration = .seconds(60)) async throws {
      let said = Said()
      self.said = said
      scratch = try ScratchDirectory()
      try FileManager.default.createDirectory(
        atPath: scratch.file("notebook"),
        withIntermediateDirectories: true
      )
      var allowance = PluginHost.Allowance()
      allowance.answerTime = answerTime
      host = try PluginHost(allowance: allowance) { line in said.lines.withLock { $0.append(line) }
      }
      try await host.start(
        PluginsExample.folder.appendingPathComponent("plugins"),
        data: URL(fileURLWithPath: scratch.file(""))
      )
    }

    /// What the plugins answer to a line, by their names.
    func answers(_ line: String) async throws -> [String: String] {
      let event = try #require(ChatEvent(line: line))
      let answers = try await host.publish(event)
      return Dictionary(uniqueKeysWithValues: answers.map { ($0.plugin, $0.text) })
    }

    /// What the host has said of a plugin.
    func lines(of plugin: String) -> [String] {
      said.lines.withLock { $0.filter { $0.hasPrefix(plugin + " ") } }
    }

    func end() async {
      await host.shutdown()
      scratch.remove()
    }
  }

  @Test func pluginsAnswer() async throws {
    let chat = try await Chat()
    #expect(try await chat.answers("ann joins") == ["greeter": "Hello, ann!"])
    #expect(try await chat.answers("ann joins") == ["greeter": "Welcome back, ann!"])
    #expect(try await chat.answers("ann: one two three") == [:])
    let count = try await chat.answers("ann: how many words?")
    #expect(count == ["word_count": "3 so far."])
    #expect(chat.lines(of: "greeter") == ["greeter is started"])
    await chat.end()
  }

  /// Files are read and written through the host alone, and only those of the plugin's own folder.
  @Test func filesStayInThePluginsFolder() async throws {
    let chat = try await Chat()
    let note = try await chat.answers("ann: remember: milk")
    #expect(note["notebook"] == "I have noted that.")
    #expect(
      try String(contentsOfFile: chat.scratch.file("notebook/ann"), encoding: .utf8) == "milk\n"
    )
    #expect(try await chat.answers("bo: read: ann")["notebook"] == "milk\n")
    try "secret".write(
      to: URL(fileURLWithPath: chat.scratch.file("secrets")),
      atomically: true,
      encoding: .utf8
    )
    #expect(try await chat.answers("bo: read: ../secrets")["notebook"] == nil)
    #expect(try await chat.answers("ann: what did I say?")["notebook"] == "milk")
    await chat.end()
  }

  /// One that misbehaves is lost, started again three times and given up; the others go on.
  @Test func onlyTheOneThatMisbehavesIsLost() async throws {
    let chat = try await Chat(answerTime: .seconds(10))
    _ = try await chat.answers("ann joins")
    for line in ["pry", "crash", "hoard", "loop", "crash"] {
      _ = try await chat.answers("eve: please \(line)")
    }
    #expect(try await chat.answers("ann joins") == ["greeter": "Welcome back, ann!"])
    #expect(
      chat.lines(of: "troublemaker").filter { $0 == "troublemaker is started" }.count == 4
    )
    let losses = chat.lines(of: "troublemaker").filter { $0.contains("is lost") }
    #expect(losses.count == 4)
    #expect(losses.first?.contains(":not_permitted") == true)
    #expect(losses.dropFirst().first == "troublemaker is lost: :on_purpose")
    #expect(losses.dropFirst(2).first == "troublemaker is lost: :heap_limit")
    #expect(losses.last == "troublemaker is lost: :killed")
    #expect(chat.lines(of: "troublemaker").last == "troublemaker is given up")
    #expect(chat.lines(of: "greeter") == ["greeter is started"])
    await chat.end()
  }
}

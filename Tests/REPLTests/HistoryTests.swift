import Foundation
import MartletREPL
import TestSupport
import Testing

/// Statements are kept in a file.
@Suite struct HistoryTests {
  /// Calls `body` with the path of a file that is not there yet, in folders that are not either.
  private func withPath(_ body: (String) async throws -> Void) async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    try await body(folder.file("state/martlet/history"))
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private func write(_ bytes: Data, _ path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try bytes.write(to: url)
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  @Test func aStatementIsOneLineAndComesBackWhole() async throws {
    try await withPath { path in
      let statements = [
        "1 + 1", "module A {\n  fn f() { \"a\\nb\\\\\" }\n}", "\"ä \\(x)\"", "a\r\nb",
        "trailing \\",
      ]
      let history = History(path: path)
      #expect(history.problem == nil && history.entries == [])
      for statement in statements { #expect(history.add(statement) == nil) }
      try #expect(text(path).split(separator: "\n").count == statements.count)
      #expect(History(path: path).entries == statements)
    }
  }

  @Test func othersCannotReadIt() async throws {
    try await withPath { path in
      #expect(History(path: path).add("secret") == nil)
      try #expect(mode(path) == 0o600)
      try #expect(mode((path as NSString).deletingLastPathComponent) == 0o700)
    }
  }

  @Test func repeatedAndPrivateStatementsAreLeftOut() async throws {
    try await withPath { path in
      let history = History(path: path)
      for statement in ["a", "a", " private", "b", "a", ""] {
        #expect(history.add(statement) == nil)
      }
      #expect(history.entries == ["a", "b", "a"])
      try #expect(text(path) == "a\nb\na\n")
    }
  }

  @Test func severalShellsLoseNothing() async throws {
    try await withPath { path in
      await withTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            let history = History(path: path)
            for number in 0..<100 { _ = history.add("\(writer) writes\nits \(number)") }
          }
        }
      }
      let entries = History(path: path).entries
      #expect(entries.count == 800)
      for writer in 0..<8 {
        let own = entries.filter { $0.hasPrefix("\(writer) ") }
        #expect(own == (0..<100).map { "\(writer) writes\nits \($0)" })
      }
    }
  }

  @Test func onlyTheLastStatementsAreKept() async throws {
    try await withPath { path in
      let count = History.limit * 2 + 10
      try write(Data((1...count).map { "\($0)\n" }.joined().utf8), path)
      let history = History(path: path)
      #expect(history.entries.count == History.limit)
      #expect(history.entries.last == "\(count)")
      try #expect(text(path).split(separator: "\n").count == History.limit)
      #expect(history.add("new") == nil)
      #expect(History(path: path).entries.suffix(2) == ["\(count)", "new"])
    }
  }

  @Test func nonsenseInTheFileIsRead() async throws {
    try await withPath { path in
      try write(
        Data([0xFF, 0x00, 0x41, 0x0A, 0x5C, 0x71, 0x0A, 0x0A, 0x68, 0x61, 0x6C, 0x66]),
        path
      )
      let history = History(path: path)
      #expect(history.entries == ["\u{FFFD}A", "\\q", "half"])
      // What another shell has left in the middle of a line is a statement of its own.
      #expect(history.add("whole") == nil)
      #expect(History(path: path).entries == ["\u{FFFD}A", "\\q", "half", "whole"])
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsToldOnce() async throws {
    try await withPath { path in
      // A file stands where a folder should be.
      let folder = ((path as NSString).deletingLastPathComponent as NSString)
      try write(Data(), folder.deletingLastPathComponent)
      let history = History(path: path)
      #expect(history.problem == nil)
      let told = ["a", "b", "c"].map { history.add($0) }
      #expect(told[0]?.contains(path) == true && told[1] == nil && told[2] == nil)
      #expect(history.entries == ["a", "b", "c"])
    }
  }

  @Test func aFolderInItsPlaceIsNoHistory() async throws {
    try await withPath { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let history = History(path: path)
      #expect(history.entries == [])
      #expect(history.add("a") != nil)
    }
  }

  @Test func thePlaceFollowsTheEnvironment() {
    func path(_ variables: [String: String]) -> String? {
      History.defaultPath { variables[$0] }
    }
    #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/martlet/history")
    #expect(
      path(["XDG_STATE_HOME": "relative", "HOME": "/h"]) == "/h/.local/state/martlet/history"
    )
    #expect(path(["HOME": "/h"]) == "/h/.local/state/martlet/history")
    #expect(path([:]) == nil)
  }
}

import Foundation
import TestSupport
import Testing

/// The shell at a terminal, as people use it.
@Suite(.serialized) struct ShellTerminalTests {
  private typealias Shell = ShellTerminal

  // MARK: Editing

  @Test func aStatementIsEvaluated() async throws {
    try await Shell.withShell { terminal in
      terminal.type("1 + 1\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.suffix(3) == ["martlet(1)> 1 + 1", "2", "martlet(2)>"])
      try await Shell.leave(terminal)
    }
  }

  @Test func keysOfReadlineEdit() async throws {
    try await Shell.withShell { terminal in
      // To the beginning by Ctrl-A and to the end by the key, a word back, kill and yank.
      terminal.type("20 + 3\u{1}100 * \u{1B}[F00")
      try await terminal.wait(forLine: "martlet(1)> 100 * 20 + 300")
      terminal.type("\u{17}\u{19}\u{19}")
      try await terminal.wait(forLine: "martlet(1)> 100 * 20 + 300300")
      terminal.type("\u{1B}[D\u{1B}[D\u{1B}[D\u{B}\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("2300"))
      try await Shell.leave(terminal)
    }
  }

  @Test func theUsersOwnKeysCount() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    let settings = "$if martlet\n\"\\C-o\": \"40 + 2\\C-m\"\n$endif\n"
    try Data(settings.utf8).write(to: URL(fileURLWithPath: folder.file("inputrc")))
    try await Shell.withShell(environment: ["INPUTRC": folder.file("inputrc")]) { terminal in
      terminal.type("\u{F}")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("42"))
      try await Shell.leave(terminal)
    }
  }

  @Test(arguments: ["", "C.UTF-8", "en_XX.UTF-8", "C"])
  func charactersAreEditedWhole(language: String) async throws {
    let environment = language.isEmpty ? [:] : [language == "C" ? "LC_ALL" : "LANG": language]
    try await Shell.withShell(environment: environment) { terminal in
      terminal.type("\"äöü🐦x\"")
      try await terminal.wait(forLine: "martlet(1)> \"äöü🐦x\"")
      // Over the quote and the letter, then the bird and the letter before it are rubbed out.
      terminal.type("\u{1B}[D\u{1B}[D\u{7F}\u{7F}")
      try await terminal.wait(forLine: "martlet(1)> \"äöx\"")
      terminal.type("\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("\"äöx\""))
      try await Shell.leave(terminal)
    }
  }

  @Test func aLineIsWrappedAnewInAnotherWindow() async throws {
    let statement = "\"" + (1...12).map { "word \($0)" }.joined(separator: " ") + "\""
    try await Shell.withShell { terminal in
      terminal.type(statement)
      try await terminal.wait(for: "word 12\"")
      terminal.resize(columns: 40, rows: 20)
      try await terminal.wait(for: "the line on three rows") { screen in
        screen.lines.suffix(3).joined() == "martlet(1)> " + statement && screen.lines.count >= 4
      }
      terminal.type("\r")
      try await terminal.wait(forLine: "martlet(2)>")
      try await Shell.leave(terminal)
    }
  }

  @Test func narrowAndDumbTerminalsWork() async throws {
    try await Shell.withShell(columns: 20) { terminal in
      terminal.type("[1, 2, 3] |> List.sum()\r")
      try await terminal.wait(forLine: "2>")
      #expect(terminal.screen.lines.contains("6"))
      try await Shell.leave(terminal)
    }
    try await Shell.withShell(environment: ["TERM": "dumb"]) { terminal in
      terminal.type("20 + \r")
      try await terminal.wait(forLine: "..........>")
      terminal.type("3\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("23"))
      #expect(!terminal.transcript.contains("\u{1B}"))
      try await Shell.leave(terminal)
    }
  }

  // MARK: Statements of several lines

  @Test func aStatementGoesOnUntilItIsWhole() async throws {
    try await Shell.withShell { terminal in
      terminal.type("let all = [1,\r")
      try await terminal.wait(forLine: "..........>")
      terminal.type("\r")
      terminal.type("2]\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("fn f(x) {\r")
      try await terminal.wait(forLine: "..........>")
      terminal.type("break()\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("all\r")
      try await terminal.wait(forLine: "martlet(3)>")
      #expect(terminal.screen.lines.filter { $0 == "[1, 2]" }.count == 2)
      try await Shell.leave(terminal)
    }
  }

  @Test func aPastedModuleIsOneStatement() async throws {
    let text =
      "module Pasted {\n\tfn twice(x) {\n\t\tx * 2\n\t}\n}\nprint(\"once\")\nPasted.twice(21)\n"
    try await Shell.withShell { terminal in
      terminal.type("\u{1B}[200~\(text)\u{1B}[201~")
      try await terminal.wait(for: "Pasted.twice(21)")
      #expect(!terminal.screen.lines.contains("once"))
      terminal.type("\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.filter { $0 == "once" }.count == 1)
      #expect(terminal.screen.lines.contains("42"))
      try await Shell.leave(terminal)
    }
  }

  @Test func pastedLinesAreTakenOneByOne() async throws {
    let text =
      "module Lines {\n  fn twice(x) {\n    x * 2\n  }\n}\nprint(\"once\")\nLines.twice(21)\n"
    try await Shell.withShell { terminal in
      terminal.type(text.replacingOccurrences(of: "\n", with: "\r"))
      try await terminal.wait(forLine: "martlet(4)>")
      #expect(terminal.screen.lines.filter { $0 == "once" }.count == 1)
      #expect(terminal.screen.lines.contains("42"))
      try await Shell.leave(terminal)
    }
  }

  // MARK: What happens to statements

  @Test func aCrashIsReportedAndTheVariablesStay() async throws {
    try await Shell.withShell { terminal in
      terminal.type("let kept = 5\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("1 div 0\r")
      try await terminal.wait(forLine: "martlet(3)>")
      #expect(terminal.screen.lines.contains { $0.hasPrefix("error: ") })
      #expect(terminal.screen.lines.contains("  --> martlet(2):1"))
      terminal.type("kept + 1\r")
      try await terminal.wait(forLine: "martlet(4)>")
      #expect(terminal.screen.lines.suffix(2).first == "6")
      try await Shell.leave(terminal)
    }
  }

  @Test func aModuleThatIsDefinedAgainIsLoadedIntoWhatRuns() async throws {
    func module(_ answer: String) -> String {
      """
      module Parrot {
        fn loop() {
          receive { from -> from ! \(answer) }
          Parrot.loop()
        }
      }

      """.replacingOccurrences(of: "\n", with: "\r")
    }
    try await Shell.withShell { terminal in
      terminal.type(module(":old"))
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("let parrot = spawn { Parrot.loop() }; parrot ! self()\r")
      try await terminal.wait(forLine: "martlet(3)>")
      terminal.type("receive { x -> (x, 1) }\r")
      try await terminal.wait(for: "the old answer") { $0.lines.contains("(:old, 1)") }
      try await terminal.wait(forLine: "martlet(4)>")
      terminal.type(module(":new"))
      try await terminal.wait(forLine: "martlet(5)>")
      // One more from the code that waits in the old version, then from the new one.
      terminal.type("parrot ! self(); parrot ! self(); [receive { x -> x }, receive { x -> x }]\r")
      try await terminal.wait(forLine: "martlet(6)>")
      #expect(terminal.screen.lines.contains("[:old, :new]"))
      try await Shell.leave(terminal)
    }
  }

  // MARK: History

  @Test func statementsAreKeptFromOneShellToTheNext() async throws {
    let home = try ScratchDirectory()
    defer { home.remove() }
    try await Shell.withShell(home: home) { terminal in
      terminal.type("\"first\"\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("[10,\r20]\r")
      try await terminal.wait(forLine: "martlet(3)>")
      try await Shell.leave(terminal)
    }
    try await Shell.withShell(home: home) { terminal in
      // The last statement comes back whole and can be edited: 20 becomes 200.
      terminal.type("\u{1B}[A")
      try await terminal.wait(for: "both lines") {
        $0.lines.suffix(2) == ["martlet(1)> [10,", "20]"]
      }
      terminal.type("\u{1B}[D0\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("[10, 200]"))
      terminal.type("\u{1B}[A\u{1B}[A\u{1B}[A")
      try await terminal.wait(forLine: "martlet(2)> \"first\"")
      terminal.type("\r")
      try await terminal.wait(forLine: "martlet(3)>")
      try await Shell.leave(terminal)
    }
    let file = try String(contentsOfFile: home.file("state/martlet/history"), encoding: .utf8)
    #expect(file == "\"first\"\n[10,\\n20]\n[10,\\n200]\n\"first\"\n")
  }

  @Test func earlierStatementsAreSearched() async throws {
    try await Shell.withShell { terminal in
      terminal.type("let needle = 1\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("let hay = 2\r")
      try await terminal.wait(forLine: "martlet(3)>")
      terminal.type("\u{12}need")
      try await terminal.wait(for: "(reverse-i-search)`need': let needle = 1")
      terminal.type("\r")
      try await terminal.wait(forLine: "martlet(4)>")
      #expect(
        terminal.screen.lines.suffix(3) == ["martlet(3)> let needle = 1", "1", "martlet(4)>"]
      )
      try await Shell.leave(terminal)
    }
  }

  @Test func arrowKeysMoveBetweenLines() async throws {
    try await Shell.withShell { terminal in
      terminal.type("[100,\r200,\r300]\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("\u{1B}[A")
      try await terminal.wait(for: "the statement") { $0.currentLine == "300]" }
      // Before the bracket, then up a line: 200 becomes 2000.
      terminal.type("\u{1B}[D\u{1B}[A0\r")
      try await terminal.wait(forLine: "martlet(3)>")
      #expect(terminal.screen.lines.contains("[100, 2000, 300]"))
      try await Shell.leave(terminal)
    }
  }

  // MARK: Completion

  @Test func namesAreCompleted() async throws {
    try await Shell.withShell { terminal in
      terminal.type("let numbers = [1, 2]\r")
      try await terminal.wait(forLine: "martlet(2)>")
      // In the second line of a statement, and in the middle of a line.
      terminal.type("(\rList.rev\tnumb\t))\r")
      try await terminal.wait(forLine: "martlet(3)>")
      #expect(terminal.screen.lines.contains("[2, 1]"))
      terminal.type(".last(numbers)\u{1}Lis\t\r")
      try await terminal.wait(forLine: "martlet(4)>")
      #expect(terminal.screen.lines.suffix(3).first == "martlet(3)> List.last(numbers)")
      try await Shell.leave(terminal)
    }
  }

  @Test func theSecondTabListsWithDescriptions() async throws {
    try await Shell.withShell { terminal in
      terminal.type("List.re\t")
      try await terminal.wait(for: "the bell") { $0.bells == 1 }
      terminal.type("\t")
      try await terminal.wait(for: "the list above the line") { screen in
        screen.currentLine == "martlet(1)> List.re"
          && screen.lines.contains { $0.hasPrefix("reverse") && $0.count > 20 }
          && screen.lines.contains { $0.hasPrefix("reduce") && $0.count > 20 }
      }
      #expect(terminal.screen.lines.allSatisfy { $0.count <= 80 })
      terminal.type("v\t[1, 2])\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("[2, 1]"))
      try await Shell.leave(terminal)
    }
  }
}

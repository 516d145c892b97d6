import Foundation
import TestSupport
import Testing

/// What happens to a shell at a terminal from outside: signals, output of others, input of programs.
@Suite(.serialized) struct ShellSignalTests {
  private typealias Shell = ShellTerminal

  @Test func interruptsDropWhatIsTyped() async throws {
    try await Shell.withShell { terminal in
      terminal.type("half a stat")
      try await terminal.wait(forLine: "martlet(1)> half a stat")
      terminal.type("\u{3}")
      try await terminal.wait(forLine: "martlet(1)>")
      terminal.type("[1,\r")
      try await terminal.wait(forLine: "..........>")
      terminal.type("2, \u{3}")
      try await terminal.wait(forLine: "martlet(1)>")
      terminal.type("7\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("7"))
      try await Shell.leave(terminal)
    }
  }

  @Test func interruptsEndWhatRunsAndNotTheShell() async throws {
    try await Shell.withShell { terminal in
      terminal.type("let kept = 5\r")
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("fn forever() { forever() }\r")
      try await terminal.wait(forLine: "martlet(3)>")
      for (number, interrupt) in [(3, "\u{3}"), (4, "break()\r")] {
        terminal.type("print(\"runs\", \(number)); forever()\r")
        try await terminal.wait(for: "what runs") { $0.lines.contains("runs \(number)") }
        terminal.type(interrupt)
        try await terminal.wait(forLine: "martlet(\(number + 1))>")
      }
      terminal.type("kept\r")
      try await terminal.wait(forLine: "martlet(6)>")
      #expect(terminal.screen.lines.suffix(3) == ["martlet(5)> kept", "5", "martlet(6)>"])
      try await Shell.leave(terminal)
    }
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129)])
  func theTerminalIsRestoredWhenTheShellIsEnded(number: Int32, status: Int) async throws {
    try await Shell.withShell { terminal in
      terminal.type("half")
      try await terminal.wait(forLine: "martlet(1)> half")
      #expect(!terminal.isInLineMode)
      terminal.signal(number)
      #expect(try await terminal.waitForExit() == status)
      #expect(terminal.isInLineMode)
    }
  }

  @Test func aShellThatIsSuspendedComesBack() async throws {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    // A shell with job control, without which nothing is suspended.
    let script = "set -m; \(command); echo away; read answer; fg >/dev/null; echo over"
    let terminal = try PseudoTerminal(
      ["/bin/sh", "-c", script],
      environment: [
        "TERM": "xterm", "HOME": folder.file("home"), "NO_COLOR": "1", "INPUTRC": "/dev/null",
        "PATH": "/usr/bin:/bin",
      ]
    )
    try await terminal.wait(forLine: "martlet(1)>")
    terminal.type("half")
    try await terminal.wait(forLine: "martlet(1)> half")
    terminal.type("\u{1A}")
    try await terminal.wait(for: "away")
    #expect(terminal.isInLineMode)
    terminal.type("\r")
    try await terminal.wait(forLine: "martlet(1)> half")
    terminal.type("\u{15}20 + 3\r")
    try await terminal.wait(forLine: "martlet(2)>")
    #expect(terminal.screen.lines.contains("23"))
    terminal.type("\u{4}")
    try await terminal.wait(for: "over")
    #expect(try await terminal.waitForExit() == 0)
  }

  @Test func whatOthersPrintLeavesTheLineWhole() async throws {
    try await Shell.withShell { terminal in
      let printer = "let p = spawn { receive { :go -> IO.warn(\"from afar\") } }\r"
      terminal.type(printer)
      try await terminal.wait(forLine: "martlet(2)>")
      terminal.type("let q = spawn { receive { after 300 -> p ! :go } }\r")
      try await terminal.wait(forLine: "martlet(3)>")
      terminal.type("1 + 2 + ")
      try await terminal.wait(for: "the line below what is printed") { screen in
        screen.lines.suffix(2) == ["from afar", "martlet(3)> 1 + 2 +"]
      }
      terminal.type("3\r")
      try await terminal.wait(forLine: "martlet(4)>")
      #expect(terminal.screen.lines.suffix(2) == ["6", "martlet(4)>"])
      try await Shell.leave(terminal)
    }
  }

  @Test func aPromptBeginsALine() async throws {
    try await Shell.withShell { terminal in
      terminal.type("IO.write(\"no line\")\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.text.contains("\nno line"))
      try await Shell.leave(terminal)
    }
  }

  @Test func programsReadWhatIsTyped() async throws {
    try await Shell.withShell { terminal in
      terminal.type("print(\"who?\"); IO.read_line()\r")
      try await terminal.wait(for: "the question") { $0.lines.contains("who?") }
      terminal.type("somebody\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.text.contains("\"somebody"))
      // The end of input is told once, and the next who reads is asked anew.
      for number in [2, 3] {
        terminal.type("print(\"end\", \(number)); IO.read_line()\r")
        try await terminal.wait(for: "the question") { $0.lines.contains("end \(number)") }
        terminal.type("\u{4}")
        try await terminal.wait(forLine: "martlet(\(number + 1))>")
      }
      #expect(terminal.screen.lines.filter { $0 == "nil" }.count == 2)
      try await Shell.leave(terminal)
    }
  }

  @Test func whatIsTypedAheadIsTakenByThePrompt() async throws {
    try await Shell.withShell { terminal in
      terminal.type("print(\"busy\"); receive { after 1_000 -> :done }\r")
      try await terminal.wait(for: "what runs") { $0.lines.contains("busy") }
      terminal.type("20 + 3\r[4,\r5]\r")
      try await terminal.wait(forLine: "martlet(4)>")
      #expect(terminal.screen.lines.contains("23"))
      #expect(terminal.screen.lines.contains("[4, 5]"))
      try await Shell.leave(terminal)
    }
  }

  @Test func keysComeOneByOne() async throws {
    try await Shell.withShell { terminal in
      let read = "Terminal.read_key(Shell.Context.device(), 60_000)"
      terminal.type("print(\"press\"); [\(read), \(read), \(read)]\r")
      try await terminal.wait(for: "the question") { $0.lines.contains("press") }
      terminal.type("ä\u{1B}[Aq")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.text.contains("[(:key, \"ä\"), (:key, \"\\e[A\"), (:key, \"q\")]"))
      terminal.type("Terminal.read_key(Shell.Context.device(), 1)\r")
      try await terminal.wait(forLine: "martlet(3)>")
      #expect(terminal.screen.lines.contains(":timeout"))
      try await Shell.leave(terminal)
      #expect(terminal.isInLineMode)
    }
  }

  // MARK: Files

  @Test func filesAreRunBeforeThePrompt() async throws {
    let home = try ScratchDirectory()
    defer { home.remove() }
    let folder = home.file("configuration/martlet")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let files = [
      folder + "/shell.mt": "let greeting = \"hello\"\n",
      home.file("program.mt"): "fn twice(x) { x * 2 }\nlet number = 21\nprint(System.argv())\n",
    ]
    for (path, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    try await Shell.withShell(["-i", home.file("program.mt"), "-x", "y"], home: home) { terminal in
      #expect(terminal.screen.lines.contains("[\"-x\", \"y\"]"))
      terminal.type("(greeting, twice(number))\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(terminal.screen.lines.contains("(\"hello\", 42)"))
      try await Shell.leave(terminal)
    }
    try await Shell.withShell(["--no-startup"], home: home) { terminal in
      terminal.type("greeting\r")
      try await terminal.wait(forLine: "martlet(2)>")
      #expect(!terminal.screen.lines.contains("\"hello\""))
      try await Shell.leave(terminal)
    }
  }

  @Test func aHistoryThatCannotBeKeptIsToldOnce() async throws {
    let home = try ScratchDirectory()
    defer { home.remove() }
    // A file where the folder would be.
    try Data().write(to: URL(fileURLWithPath: home.file("state")))
    try await Shell.withShell(home: home) { terminal in
      for number in 1...3 {
        terminal.type("\(number)\r")
        try await terminal.wait(forLine: "martlet(\(number + 1))>")
      }
      #expect(terminal.screen.text.components(separatedBy: "are not kept").count == 2)
      try await Shell.leave(terminal)
    }
  }
}

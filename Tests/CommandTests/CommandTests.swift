import Foundation
import TestSupport
import Testing

/// Runs the built command as its users do.
@Suite struct CommandTests {
  private func martlet(
    _ arguments: String...,
    input: String = "",
    in directory: String = PackagePaths.root
  ) async throws -> CommandResult {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    return try await ChildProcess.run(
      command,
      arguments,
      input: input,
      timeout: 60,
      in: directory
    )
  }

  /// Calls `body` with a folder that holds `files`.
  private func withFiles<Value>(
    _ files: [String: String],
    _ body: (ScratchDirectory) async throws -> Value
  ) async throws -> Value {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    for (name, text) in files {
      let path = URL(fileURLWithPath: folder.file(name))
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: path)
    }
    return try await body(folder)
  }

  /// A method that only Foundation has is in sight where a dependency imports it; one use of such in
  /// the sources makes the command twice as large and 3 MB heavier when it runs.
  @Test func theCommandCarriesNoFoundation() throws {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: command), options: .alwaysMapped)
    // Of debug builds it is a library beside them.
    if bytes.range(of: Data("libFoundation.so".utf8)) != nil { return }
    #expect(bytes.range(of: Data("$s10Foundation10FileHandleC".utf8)) == nil)
  }

  // MARK: Usage

  @Test func versionIsOneLine() async throws {
    let result = try await martlet("--version")
    #expect(result.status == 0)
    #expect(result.standardOutput.wholeMatch(of: /martlet \d+\.\d+\.\d+\n/) != nil)
    #expect(result.standardError.isEmpty)
  }

  @Test(arguments: ["--help", "run --help", "eval --help", "check --help", "help run"])
  func helpGoesToStandardOutput(_ line: String) async throws {
    let command = try #require(PackagePaths.command)
    let result = try await ChildProcess.run(
      command,
      line.split(separator: " ").map(String.init),
      timeout: 60
    )
    #expect(result.status == 0)
    #expect(result.standardOutput.contains("USAGE: martlet"))
    #expect(result.standardError.isEmpty)
  }

  @Test(arguments: [
    ["run"], ["eval"], ["check"], ["--bogus"], ["run", "--bogus", "x.mt"],
    ["run", "--schedulers", "0", "x.mt"], ["run", "--schedulers", "65", "x.mt"],
    ["run", "--max-processes", "0", "x.mt"], ["run", "--max-memory", "12X", "x.mt"],
    ["run", "--max-memory", "99999999999T", "x.mt"], ["run", "--stop-after", "tea", "x.mt"],
    ["check", "--color", "blue", "x.mt"], ["shell", "--no-startup", "--startup", "x.mt"],
    ["shell", "--bogus"], ["shell", "x.mt"], ["compile"], ["compile", "-"],
  ])
  func wrongUseIsStatus2(_ arguments: [String]) async throws {
    let command = try #require(PackagePaths.command)
    let result = try await ChildProcess.run(command, arguments, timeout: 60)
    #expect(result.status == 2)
    #expect(result.standardOutput.isEmpty)
    #expect(result.standardError.contains("USAGE") || result.standardError.contains("Usage"))
  }

  @Test(arguments: ["run", "eval", "check", "compile", "test", "shell", "attach"])
  func eachCommandHasHelp(_ name: String) async throws {
    let result = try await martlet(name, "--help")
    #expect(result.status == 0)
    #expect(result.standardOutput.hasPrefix("OVERVIEW: "))
    #expect(result.standardOutput.contains("martlet \(name)"))
  }

  // MARK: Files

  @Test func unreadableFilesAreStatus74() async throws {
    for arguments in [["no_such.mt"], ["run", "no_such.mt"], ["check", "no_such.mt"], ["/"]] {
      let command = try #require(PackagePaths.command)
      let result = try await ChildProcess.run(command, arguments, timeout: 60)
      #expect(result.status == 74)
      #expect(result.standardError.hasPrefix("error: cannot read "))
    }
  }

  @Test func misspeltCommandsAreSuggested() async throws {
    let result = try await martlet("chekc", "x.mt")
    #expect(result.status == 74)
    #expect(result.standardError.contains("Did you mean `martlet check`?"))
  }

  @Test func sourceErrorsAreStatus65() async throws {
    try await withFiles(["bad.mt": "let = 1\n"]) { folder in
      for arguments in [["bad.mt"], ["run", "bad.mt"], ["check", "bad.mt"]] {
        let command = try #require(PackagePaths.command)
        let result = try await ChildProcess.run(
          command,
          arguments,
          timeout: 60,
          in: folder.file("")
        )
        #expect(result.status == 65)
        #expect(result.standardOutput.isEmpty)
        #expect(result.standardError.contains("bad.mt:1:5"))
      }
    }
  }

  @Test func checkReadsAllFiles() async throws {
    try await withFiles(["bad.mt": "let = 1\n", "worse.mt": "fn (", "good.mt": "print(1)\n"]) {
      folder in
      let result = try await martlet(
        "check",
        "bad.mt",
        "good.mt",
        "worse.mt",
        in: folder.file("")
      )
      #expect(result.status == 65)
      #expect(result.standardError.contains("bad.mt:1:5"))
      #expect(result.standardError.contains("worse.mt:1:"))
      let good = try await martlet("check", "good.mt", in: folder.file(""))
      #expect(good.status == 0)
      #expect(good.standardOutput.isEmpty && good.standardError.isEmpty)
    }
  }

  @Test func dashIsStandardInput() async throws {
    let result = try await martlet("-", input: "print(\"from input\")\n")
    #expect(result.status == 0)
    #expect(result.standardOutput == "from input\n")
    let bad = try await martlet("check", "-", input: "let = 1\n")
    #expect(bad.status == 65)
    #expect(bad.standardError.contains("standard input:1:5"))
  }

  @Test func colourIsAsAsked() async throws {
    let escape = "\u{1B}["
    let always = try await martlet("check", "--color", "always", "-", input: "let = 1\n")
    #expect(always.standardError.contains(escape))
    for choice in ["auto", "never"] {
      let plain = try await martlet("check", "--color", choice, "-", input: "let = 1\n")
      #expect(!plain.standardError.contains(escape))
    }
  }

  // MARK: Stages

  @Test func stagesAreShown() async throws {
    let source = "module Twice {\n  fn twice(x) { x * 2 }\n}\n"
    let tokens = try await martlet("run", "--stop-after", "tokens", "-", input: source)
    #expect(tokens.status == 0)
    #expect(tokens.standardOutput.contains("2:6      name \"twice\"\n"))
    let tree = try await martlet("run", "--stop-after", "ast", "-", input: source)
    #expect(tree.status == 0)
    #expect(tree.standardOutput.contains("(* x 2)"))
    let code = try await martlet("run", "--stop-after", "bytecode", "-", input: source)
    #expect(code.status == 0)
    #expect(code.standardOutput.contains("fn twice/1"))
    #expect(code.standardOutput.contains("multiply"))
  }

  @Test func stagesStopAtErrors() async throws {
    for stage in ["ast", "bytecode"] {
      let result = try await martlet("run", "--stop-after", stage, "-", input: "let = 1\n")
      #expect(result.status == 65)
      #expect(result.standardOutput.isEmpty)
    }
  }

  // MARK: Running

  @Test func argumentsReachTheProgram() async throws {
    try await withFiles(["show.mt": "print(System.argv())\n"]) { folder in
      let expected = "[\"a\", \"--version\", \"-x\", \"\"]\n"
      let short = try await martlet("show.mt", "a", "--version", "-x", "", in: folder.file(""))
      #expect(short.standardOutput == expected)
      let long = try await martlet(
        "run",
        "--schedulers",
        "1",
        "show.mt",
        "a",
        "--version",
        "-x",
        "",
        in: folder.file("")
      )
      #expect(long.standardOutput == expected)
    }
  }

  @Test(arguments: [
    ("1 + 2", "3"), ("\"text\"", "\"text\""), ("let x = 4", "4"), ("let (a, _) = (1, 2)", "(1, 2)"),
    ("let x = 4; x * x", "16"), ("fn f(x) { x + 1 }; f(1)", "2"),
    ("[:a, %{b: 1.5}]", "[:a, %{b: 1.5}]"),
    ("nil", "nil"),
  ])
  func evalShowsTheValue(_ expression: String, _ value: String) async throws {
    let result = try await martlet("eval", expression)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(result.standardOutput == value + "\n")
  }

  @Test func evalTellsErrors() async throws {
    let bad = try await martlet("eval", "1 +")
    #expect(bad.status == 65)
    #expect(bad.standardError.contains("expression:1:"))
    let crash = try await martlet("eval", "1 + :a")
    #expect(crash.status == 1)
    #expect(crash.standardError.contains(":badarith"))
  }

  @Test func modulesAreSearchedInOrder() async throws {
    let files = [
      "main.mt": "print(Here.name(), Net.There.name(), Both.name())\n",
      "here.mt": "module Here { fn name() { :beside } }\n",
      "lib/net/there.mt": "module Net.There { fn name() { :on_path } }\n",
      "both.mt": "module Both { fn name() { :beside } }\n",
      "lib/both.mt": "module Both { fn name() { :on_path } }\n",
    ]
    try await withFiles(files) { folder in
      let result = try await martlet("run", "-I", folder.file("lib"), folder.file("main.mt"))
      #expect(result.standardOutput == ":beside :on_path :beside\n", "\(result.standardError)")
    }
  }

  @Test func stdlibCanBeReplaced() async throws {
    let files = [
      "main.mt": "print(OnlyHere.name())\n",
      "lib/only_here.mt": "module OnlyHere { fn name() { :replaced } }\n",
    ]
    try await withFiles(files) { folder in
      let result = try await martlet(
        "run",
        "--stdlib",
        folder.file("lib"),
        folder.file("main.mt")
      )
      #expect(result.standardOutput == ":replaced\n", "\(result.standardError)")
    }
  }

  @Test func brokenModulesAreReported() async throws {
    let files = ["main.mt": "Broken.run()\n", "broken.mt": "module Broken { fn run( }\n"]
    try await withFiles(files) { folder in
      let result = try await martlet(folder.file("main.mt"))
      #expect(result.status == 1)
      #expect(result.standardError.contains("broken.mt:1:"))
      #expect(result.standardError.contains(":undef"))
    }
  }

  @Test func programsChooseTheirStatus() async throws {
    let result = try await martlet("-", input: "print(1)\nSystem.exit(7)\n")
    #expect(result.status == 7)
    #expect(result.standardOutput == "1\n")
  }

  @Test func statisticsAreJSON() async throws {
    try await withFiles([:]) { folder in
      let file = folder.file("counters.json")
      let result = try await martlet(
        "run",
        "--schedulers",
        "2",
        "--one-reduction",
        "--statistics",
        file,
        "-",
        input: "spawn { :ok }\nprint(1)\n"
      )
      #expect(result.status == 0)
      let data = try #require(FileManager.default.contents(atPath: file))
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(object["schedulers"] as? Int == 2)
      #expect(object["slice_reductions"] as? Int == 1)
      #expect(object["collect_always"] as? Bool == false)
      #expect(object["exit_reason"] as? String == ":normal")
    }
  }

  @Test func crashesAreExplained() async throws {
    let source = """
      module Shop {
        fn total(items) {
          let price = match items { [] -> 0 }
          price + 1
        }
      }
      let t = Shop.total([:tea])
      print(t)
      """
    try await withFiles(["shop.mt": source]) { folder in
      let result = try await martlet("shop.mt", in: folder.file(""))
      #expect(result.status == 1)
      #expect(result.standardOutput.isEmpty)
      let report = result.standardError
      #expect(report.contains("(main) crashed: no arm matches the value\n"))
      #expect(report.contains("--> shop.mt:3\n"))
      #expect(report.contains("3 |     let price = match items { [] -> 0 }\n"))
      #expect(report.contains("= value: [:tea]\n"))
      #expect(report.contains("= reason: (:match_clause, [:tea])\n"))
      #expect(report.contains("in Shop.total/1  shop.mt:3\n"))
      #expect(report.contains("in top level     shop.mt:7\n"))
    }
  }

  /// The command needs nothing beside itself: not the package's folder, not its `stdlib`.
  @Test func theCommandCanBeMoved() async throws {
    let command = try #require(PackagePaths.command)
    try await withFiles(["main.mt": "print(List.sum([1, 2, 3]) |> to_string())\n"]) { folder in
      // Copied by another program: a file that this one has open for writing cannot be run.
      let result = try await ChildProcess.run(
        "/bin/sh",
        ["-c", "cp \"$0\" moved && ./moved main.mt", command],
        timeout: 60,
        in: folder.file("")
      )
      #expect(result.status == 0, "\(result.standardError)")
      #expect(result.standardOutput == "6\n")
    }
  }

  @Test func interruptsEndWithStatus130() async throws {
    let command = try #require(PackagePaths.command)
    let script = """
      "$0" - <<'END' &
      print("waiting")
      receive { :never -> :ok }
      END
      sleep 1; kill -INT $!; wait $!; echo "status $?"
      """
    let result = try await ChildProcess.run("/bin/bash", ["-c", script, command], timeout: 60)
    #expect(result.standardOutput == "waiting\nstatus 130\n")
  }

  @Test func aClosedPipeIsNoCrash() async throws {
    let command = try #require(PackagePaths.command)
    let script = """
      set -o pipefail
      "$0" - <<'END' | head -n 1
      for i in 1..100_000 { print(i) }
      END
      echo "status $?"
      """
    let result = try await ChildProcess.run("/bin/bash", ["-c", script, command], timeout: 60)
    #expect(result.standardOutput == "1\nstatus 0\n")
    #expect(result.standardError.isEmpty)
  }
}

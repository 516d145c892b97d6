import Foundation
import TestSupport
import Testing

/// `--listen` and `martlet attach`, with real commands.
@Suite(.timeLimit(.minutes(20))) struct AttachCommandTests {
  /// A program that listens in a folder of its own.
  private final class Listener {
    let folder: String
    let command: String
    let process = Process()

    /// A program that counts, in a process called `:counter`.
    static let counting = """
      fn count(n) {
        receive {
          (:get, from) -> {
            from ! (:count, n)
            count(n)
          }
          after 5 -> count(n + 1)
        }
      }
      register(:counter, self())
      count(1)

      """

    init(_ program: String = counting, folder: String? = nil, waits: Bool = true) throws {
      command = try #require(PackagePaths.command)
      self.folder = folder ?? "/tmp/martlet-test-\(UInt32.random(in: 0 ... .max))"
      try FileManager.default.createDirectory(
        atPath: self.folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
      let file = self.folder + "/program.mt"
      try Data(program.utf8).write(to: URL(fileURLWithPath: file))
      process.executableURL = URL(fileURLWithPath: command)
      process.arguments = ["run", "--listen", "app", file]
      process.environment = environment
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      if waits { #expect(eventually { isThere }) }
    }

    /// Ends the program and takes the folder away.
    func remove() {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      try? FileManager.default.removeItem(atPath: folder)
    }

    var environment: [String: String] {
      var environment = ProcessInfo.processInfo.environment
      environment["XDG_RUNTIME_DIR"] = folder
      return environment
    }

    var socket: String { folder + "/martlet/app.sock" }
    var isThere: Bool { access(socket, F_OK) == 0 }

    /// Runs a command that looks for programs where this one is.
    func run(_ arguments: [String], input: String = "") async throws -> CommandResult {
      try await ChildProcess.run(
        "/usr/bin/env",
        ["XDG_RUNTIME_DIR=\(folder)", command] + arguments,
        input: input,
        timeout: 120
      )
    }

    /// Runs statements in the program.
    func attach(_ input: String) async throws -> CommandResult {
      try await run(["attach", "app"], input: input + "\n")
    }

    /// How far the program has counted.
    func count() async throws -> Int {
      let result = try await attach(
        "whereis(:counter) ! (:get, self()); receive { (:count, n) -> n }"
      )
      return try #require(
        Int(result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines))
      )
    }

    /// A client that stays, and the end of the pipe that it reads from.
    func client() throws -> (process: Process, input: FileHandle, output: FileHandle) {
      let client = Process()
      let input = Pipe()
      let output = Pipe()
      client.executableURL = URL(fileURLWithPath: command)
      client.arguments = ["attach", "app"]
      client.environment = environment
      client.standardInput = input
      client.standardOutput = output
      client.standardError = FileHandle.nullDevice
      try client.run()
      return (client, input.fileHandleForWriting, output.fileHandleForReading)
    }

    func eventually(_ condition: () -> Bool) -> Bool {
      for _ in 0..<2_000 {
        if condition() { return true }
        usleep(10_000)
      }
      return condition()
    }
  }

  // MARK: A shell inside

  @Test func statementsRunInsideTheProgramAndItGoesOn() async throws {
    let program = try Listener()
    defer { program.remove() }
    let result = try await program.attach(
      "Process.registered()\nlet x = 20\nx + 1\nself() == whereis(:counter)"
    )
    #expect(result.standardOutput == "[:counter]\n20\n21\nfalse\n")
    #expect(result.standardError == "")
    #expect(result.status == 0)
    let first = try await program.count()
    #expect(first > 0)
    #expect(try await program.count() > first)
    #expect(program.process.isRunning)
  }

  @Test func theStatusTellsWhetherAStatementFailed() async throws {
    let program = try Listener()
    defer { program.remove() }
    for statement in ["1 / 0", "f(", "no_such_name", "exit(:oops)"] {
      let result = try await program.attach(statement)
      #expect(result.status == 1, "\(statement)")
    }
    #expect(try await program.attach("").status == 0)
    #expect(program.process.isRunning)
  }

  @Test func eachClientHasItsOwnVariables() async throws {
    let program = try Listener()
    defer { program.remove() }
    let (client, input, output) = try program.client()
    input.write(Data("let mine = 7\n".utf8))
    #expect(String(decoding: output.availableData, as: UTF8.self) == "7\n")
    #expect(try await program.attach("mine").status == 1)
    input.write(Data("mine * 6\n".utf8))
    #expect(String(decoding: output.availableData, as: UTF8.self) == "42\n")
    try input.close()
    client.waitUntilExit()
    #expect(client.terminationStatus == 0)
  }

  @Test func theListTellsWhoIsThere() async throws {
    let program = try Listener()
    defer { program.remove() }
    let result = try await program.run(["attach"])
    #expect(
      result.standardOutput
        == "app  process \(program.process.processIdentifier)  \(program.folder)/program.mt\n"
    )
    #expect(result.status == 0)
  }

  @Test func aShellCanListenToo() async throws {
    let program = try Listener("1", waits: false)
    defer { program.remove() }
    program.process.waitUntilExit()
    let shell = Process()
    let input = Pipe()
    shell.executableURL = URL(fileURLWithPath: program.command)
    shell.arguments = ["shell", "--listen", "app"]
    shell.environment = program.environment
    shell.standardInput = input
    shell.standardOutput = FileHandle.nullDevice
    try shell.run()
    input.fileHandleForWriting.write(Data("register(:of_the_shell, self())\n".utf8))
    #expect(program.eventually { program.isThere })
    var names = ""
    for _ in 0..<200 where !names.contains(":of_the_shell") {
      names = try await program.attach("Process.registered()").standardOutput
    }
    #expect(names.contains(":of_the_shell"))
    try input.fileHandleForWriting.close()
    shell.waitUntilExit()
    #expect(!program.isThere)
  }

  // MARK: Ends

  @Test func theSocketGoesWithTheProgram() async throws {
    // Nobody waits for the listener.
    let program = try Listener("1 + 1", waits: false)
    defer { program.remove() }
    program.process.waitUntilExit()
    #expect(program.process.terminationStatus == 0)
    #expect(!program.isThere)
    for signal in [SIGINT, SIGTERM] {
      let program = try Listener(folder: program.folder)
      kill(program.process.processIdentifier, signal)
      program.process.waitUntilExit()
      #expect(program.process.terminationStatus == 130)
      #expect(!program.isThere)
    }
  }

  @Test func whoEndsTheProgramIsTold() async throws {
    let program = try Listener()
    defer { program.remove() }
    let result = try await program.attach("System.exit(3)")
    #expect(result.status == 3)
    #expect(result.standardError == "app has ended with status 3\n")
    program.process.waitUntilExit()
    #expect(program.process.terminationStatus == 3)
    #expect(!program.isThere)
    let second = try await program.attach("1")
    #expect(second.status == 69)
    #expect(second.standardError.contains("no running program is called app"))
  }

  @Test func aProgramThatIsKilledLeavesNothingInTheWay() async throws {
    let program = try Listener()
    defer { program.remove() }
    let (client, input, output) = try program.client()
    input.write(Data("1\n".utf8))
    _ = output.availableData
    kill(program.process.processIdentifier, SIGKILL)
    program.process.waitUntilExit()
    client.waitUntilExit()
    #expect(client.terminationStatus == 69)
    try input.close()
    #expect(program.isThere)
    let list = try await program.run(["attach"])
    #expect(list.standardOutput == "")
    #expect(list.standardError.contains("No program can be reached"))
    #expect(!program.isThere)
    // With the socket in place, a new program takes it over.
    let second = try Listener(folder: program.folder)
    kill(second.process.processIdentifier, SIGKILL)
    second.process.waitUntilExit()
    let third = try Listener(folder: program.folder)
    defer { third.remove() }
    var answer = ""
    for _ in 0..<200 where answer.isEmpty {
      answer = try await third.attach("1 + 1").standardOutput
    }
    #expect(answer == "2\n")
  }

  @Test func aClientThatIsKilledTakesItsShellWithIt() async throws {
    let program = try Listener()
    defer { program.remove() }
    let count = "length(Process.list())"
    let before = try await program.attach(count).standardOutput
    let clients = try (0..<3).map { _ in try program.client() }
    for (_, input, output) in clients {
      input.write(Data("let x = 1\n".utf8))
      _ = output.availableData
      input.write(Data("Process.sleep(:infinity)\n".utf8))
    }
    for (client, _, _) in clients {
      kill(client.processIdentifier, SIGKILL)
      client.waitUntilExit()
    }
    var after = ""
    for _ in 0..<200 where after != before {
      after = try await program.attach(count).standardOutput
    }
    #expect(after == before)
    #expect(program.process.isRunning)
  }

  @Test func aClientThatIsStoppedHoldsNobodyUp() async throws {
    let program = try Listener()
    defer { program.remove() }
    let (client, input, output) = try program.client()
    input.write(
      Data(
        "for i in 1..40 { spawn { for _ in 1..1_000 { print(String.repeat(\"x\", 10_000)) } } }\n"
          .utf8
      )
    )
    _ = output.availableData
    kill(client.processIdentifier, SIGSTOP)
    let first = try await program.count()
    // Files are read by the threads that also write to clients.
    let result = try await program.attach("File.exists?(\"/\")")
    #expect(result.standardOutput == "true\n")
    #expect(try await program.count() > first)
    kill(client.processIdentifier, SIGKILL)
    client.waitUntilExit()
  }

  @Test func aShellThatIsKilledLetsItsClientGo() async throws {
    let program = try Listener()
    defer { program.remove() }
    let result = try await program.attach(
      """
      for pid in Process.list() {
        match Process.info(pid, :current_function) {
          (Shell, _, _) -> Process.exit(pid, :kill)
          _             -> nil
        }
      }
      Process.sleep(:infinity)
      """
    )
    #expect(result.status == 1)
    #expect(!result.timedOut)
    #expect(try await program.attach("1 + 1").standardOutput == "2\n")
  }

  // MARK: Refusals

  @Test func aNameBelongsToOneProgram() async throws {
    let program = try Listener()
    defer { program.remove() }
    let result = try await program.run(["run", "--listen", "app", program.folder + "/program.mt"])
    #expect(result.status == 69)
    #expect(result.standardError.contains("a running program is called app already"))
    #expect(try await program.attach("1").standardOutput == "1\n")
  }

  @Test(arguments: ["../x", "a b", "", ".x"])
  func namesAreChecked(_ name: String) async throws {
    let command = try #require(PackagePaths.command)
    let run = try await ChildProcess.run(command, ["run", "--listen", name, "x.mt"], timeout: 60)
    #expect(run.status == 2)
    #expect(run.standardError.contains("is no name for a program"))
    let attach = try await ChildProcess.run(command, ["attach", name], timeout: 60)
    #expect(attach.status == 69)
    #expect(attach.standardError.contains("is no name for a program"))
  }

  @Test func aFolderThatOthersCanUseIsRefused() async throws {
    let program = try Listener()
    defer { program.remove() }
    chmod(program.folder + "/martlet", 0o755)
    for arguments in [["attach", "app"], ["attach"], ["run", "--listen", "b", "x.mt"]] {
      var arguments = arguments
      if arguments[0] == "run" { arguments[3] = program.folder + "/program.mt" }
      let result = try await program.run(arguments)
      #expect(result.status == 69)
      #expect(result.standardError.contains("is open to other users"))
    }
  }
}

import Foundation
import MartletRuntime
import Synchronization
import Testing

@testable import MartletREPL

/// The two ends of an attached shell, without a machine: a test is the shell.
@Suite(.timeLimit(.minutes(20))) struct AttachTests {
  /// A server in a folder of its own.
  private final class Fixture: Sendable {
    let folder: SocketFolder
    let server: AttachServer
    private let devices = Monitor<[SocketDevice]>([])

    init() throws {
      folder = try SocketFolder(at: "/tmp/martlet-attach-\(UInt32.random(in: 0 ... .max))")
      server = try AttachServer(name: "app", program: "app.mt", folder: folder)
      server.start { [devices] device in devices.withLock { $0.append(device) } }
    }

    deinit {
      server.stop()
      try? FileManager.default.removeItem(atPath: folder.path)
    }

    /// The device of the next client.
    func device() throws -> SocketDevice {
      try #require(
        devices.wait(milliseconds: 20_000) { $0.isEmpty ? nil : $0.removeFirst() }
      )
    }

    /// A client at `terminal`, which runs on a thread of its own.
    func client(_ terminal: any ShellDevice) throws -> Rendezvous<AttachClient.Ending> {
      let client = try AttachClient(name: "app", folder: folder)
      let ending = Rendezvous<AttachClient.Ending>()
      _ = SystemThread.startDetached { ending.bring(client.run(at: terminal)) }
      return ending
    }

    /// A client that follows no protocol.
    func rawClient() throws -> UnixSocket {
      try UnixSocket.connected(to: folder.socketPath(of: "app"))
    }
  }

  private static func statement(_ device: SocketDevice, _ prompt: String = "> ") -> ShellInput? {
    let answer = Rendezvous<ShellInput>()
    device.readStatement(prompt: prompt, continuation: "| ") { answer.bring($0) }
    return answer.wait(milliseconds: 20_000)
  }

  private static func event(_ device: SocketDevice) -> ShellEvent? {
    let answer = Rendezvous<ShellEvent>()
    device.awaitEvent { answer.bring($0) }
    return answer.wait(milliseconds: 20_000)
  }

  private static func key(_ device: SocketDevice, _ milliseconds: Int) -> ShellKey? {
    let answer = Rendezvous<ShellKey>()
    device.readKey(milliseconds: milliseconds) { answer.bring($0) }
    return answer.wait(milliseconds: 20_000)
  }

  private static func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<2_000 {
      if condition() { return true }
      usleep(10_000)
    }
    return condition()
  }

  // MARK: A shell from its beginning to its end

  @Test func statementsAndOutput() throws {
    let fixture = try Fixture()
    let terminal = ScriptedDevice(
      traits: ShellTraits(isInteractive: true, usesColor: true, columns: 99, rows: 11)
    )
    terminal.type("1 + 1", "let x = [\n1]")
    let ending = try fixture.client(terminal)
    let device = try fixture.device()
    #expect(device.traits == terminal.traits)
    #expect(Self.statement(device) == .statement("1 + 1"))
    device.output.write("2\n")
    #expect(Self.statement(device) == .statement("let x = [\n1]"))
    terminal.type(.interrupted)
    #expect(Self.statement(device) == .interrupted)
    terminal.type(.end)
    #expect(Self.statement(device) == .end)
    device.close(status: 3)
    #expect(ending.wait(milliseconds: 20_000) == .left(status: 3))
    #expect(terminal.waitForClose() == 3)
    #expect(terminal.text == "> 1 + 1\n2\n> let x = [\n| 1]\n> ^C\n> \n")
    #expect(Self.statement(device) == .end)
    #expect(Self.event(device) == .closed)
  }

  @Test func eventsKeysAndCompletion() throws {
    let fixture = try Fixture()
    let terminal = ScriptedDevice()
    let ending = try fixture.client(terminal)
    let device = try fixture.device()
    terminal.interrupt()
    #expect(Self.event(device) == .interrupt)
    terminal.resize(columns: 40, rows: 7)
    #expect(Self.event(device) == .resize(columns: 40, rows: 7))
    #expect(device.traits.columns == 40)
    _ = SystemThread.startDetached {
      if case .complete(let request, "Lis", 3) = Self.event(device) {
        device.complete(
          request,
          start: 0,
          candidates: [ShellCandidate("List", description: "Lists.")]
        )
      }
    }
    #expect(
      terminal.completion(of: "Lis")
        == ScriptedDevice.Completion(
          start: 0,
          candidates: [ShellCandidate("List", description: "Lists.")]
        )
    )
    terminal.press(.key("q"))
    #expect(Self.key(device, 10_000) == .key("q"))
    #expect(Self.key(device, 1) == .timeout)
    device.close(status: 0)
    #expect(ending.wait(milliseconds: 20_000) == .left(status: 0))
  }

  @Test func programsReadFromTheClient() throws {
    let fixture = try Fixture()
    let terminal = ScriptedDevice()
    let ending = try fixture.client(terminal)
    let device = try fixture.device()
    terminal.typeInput("a line\n")
    #expect(device.input.readSome(after: device.output) == Array("a line\n".utf8))
    device.close(status: 0)
    _ = ending.wait(milliseconds: 20_000)
    #expect(device.input.readSome(after: device.output) == [])
  }

  @Test func aReadThatTakesOverLosesNothing() throws {
    let fixture = try Fixture()
    let terminal = ScriptedDevice()
    let ending = try fixture.client(terminal)
    let device = try fixture.device()
    let first = Rendezvous<ShellInput>()
    device.readStatement(prompt: "> ", continuation: "| ") { first.bring($0) }
    #expect(terminal.waitForPrompt())
    let second = Rendezvous<ShellInput>()
    device.readStatement(prompt: "> ", continuation: "| ") { second.bring($0) }
    #expect(first.wait(milliseconds: 20_000) == .interrupted)
    // Whichever of the two prompts it is typed at.
    terminal.type("typed")
    #expect(second.wait(milliseconds: 20_000) == .statement("typed"))
    device.close(status: 0)
    _ = ending.wait(milliseconds: 20_000)
  }

  @Test func severalClientsHaveTheirOwn() throws {
    let fixture = try Fixture()
    let terminals = (0..<5).map { _ in ScriptedDevice() }
    var pairs: [(ScriptedDevice, SocketDevice, Rendezvous<AttachClient.Ending>)] = []
    for terminal in terminals {
      let ending = try fixture.client(terminal)
      pairs.append((terminal, try fixture.device(), ending))
    }
    for (index, pair) in pairs.enumerated() { pair.1.output.write("number \(index)\n") }
    for (index, pair) in pairs.enumerated() {
      #expect(pair.0.waitForText("number \(index)\n"))
      pair.1.close(status: index)
      #expect(pair.2.wait(milliseconds: 20_000) == .left(status: Int32(index)))
      #expect(pair.0.text == "number \(index)\n")
    }
  }

  @Test func muchOutputArrivesWholeAndInOrder() throws {
    let fixture = try Fixture()
    let terminal = ScriptedDevice()
    let ending = try fixture.client(terminal)
    let device = try fixture.device()
    let line = String(repeating: "0123456789", count: 1_000) + "\n"
    for _ in 0..<300 { device.output.write(line) }
    device.output.write("the end\n")
    #expect(terminal.waitForText("the end\n"))
    #expect(terminal.text.utf8.count == 300 * line.utf8.count + 8)
    device.close(status: 0)
    _ = ending.wait(milliseconds: 20_000)
  }

  // MARK: Ends

  @Test func aProgramThatEndsTellsItsClients() throws {
    let fixture = try Fixture()
    let terminal = ScriptedDevice()
    let ending = try fixture.client(terminal)
    _ = try fixture.device()
    fixture.server.stop(status: 7)
    #expect(ending.wait(milliseconds: 20_000) == .programEnded(status: 7))
    #expect(terminal.waitForClose() == 1)
    #expect(throws: AttachProblem.notRunning("app")) {
      try AttachClient(name: "app", folder: fixture.folder)
    }
  }

  @Test func aClientThatVanishesAnswersEverythingWithTheEnd() throws {
    let fixture = try Fixture()
    let client = try fixture.rawClient()
    #expect(client.write(Self.hello))
    let device = try fixture.device()
    let statement = Rendezvous<ShellInput>()
    let key = Rendezvous<ShellKey>()
    let event = Rendezvous<ShellEvent>()
    device.readStatement(prompt: "> ", continuation: "| ") { statement.bring($0) }
    device.readKey(milliseconds: 100_000) { key.bring($0) }
    device.awaitEvent { event.bring($0) }
    client.shutDown()
    client.close()
    #expect(statement.wait(milliseconds: 20_000) == .end)
    #expect(key.wait(milliseconds: 20_000) == .end)
    #expect(event.wait(milliseconds: 20_000) == .closed)
    // Printing goes on, to nobody.
    for _ in 0..<1_000 { device.output.write(String(repeating: "x", count: 1_000)) }
  }

  @Test func aClientThatReadsNothingHoldsNobodyUp() throws {
    let fixture = try Fixture()
    let client = try fixture.rawClient()
    #expect(client.write(Self.hello))
    let device = try fixture.device()
    let began = ContinuousClock.now
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<50 { device.output.write(line) }
    #expect(ContinuousClock.now - began < .seconds(30))
    // What is not waited for is never waited for.
    let second = ContinuousClock.now
    for _ in 0..<50 { device.output.write(line) }
    #expect(ContinuousClock.now - second < .seconds(2))
    // When it reads again, it learns that something is missing, and goes on.
    let text = Mutex("")
    _ = SystemThread.startDetached {
      while true {
        let bytes = client.read(1 << 16)
        if bytes.isEmpty { break }
        text.withLock { text in
          text = String((text + String(decoding: bytes, as: UTF8.self)).suffix(500))
        }
      }
    }
    #expect(Self.eventually { text.withLock { $0.contains("while nobody read") } })
    device.output.write("after all\n")
    #expect(Self.eventually { text.withLock { $0.contains("after all") } })
    client.shutDown()
  }

  @Test func aKeyStrokeStopsWhatIsPrinted() throws {
    let fixture = try Fixture()
    let client = try fixture.rawClient()
    #expect(client.write(Self.hello))
    let device = try fixture.device()
    let isDone = Rendezvous<Bool>()
    _ = SystemThread.startDetached {
      device.output.write([UInt8](repeating: UInt8(ascii: "x"), count: 20 << 20))
      isDone.bring(true)
    }
    // Nobody knows when it has begun.
    for _ in 0..<10 where isDone.wait(milliseconds: 200) == nil {
      #expect(client.write(AttachMessage.event(.interrupt).frame))
    }
    #expect(isDone.wait(milliseconds: 200) == true)
    client.shutDown()
  }

  // MARK: Strangers

  private static let hello =
    AttachMessage.clientHello(version: AttachMessage.version, release: "1", wantsShell: true).frame
    + AttachMessage.traits(ShellTraits()).frame

  @Test func aListTellsWhatRuns() throws {
    let fixture = try Fixture()
    #expect(
      AttachClient.programs(in: fixture.folder) == [
        AttachClient.Program(
          name: "app",
          process: Int(getpid()),
          release: MartletVersion.current,
          description: "app.mt",
          answers: true
        )
      ]
    )
  }

  @Test func aClientOfAnotherVersionIsToldSo() throws {
    let fixture = try Fixture()
    let client = try fixture.rawClient()
    #expect(
      client.write(
        AttachMessage.clientHello(version: 99, release: "9", wantsShell: true).frame
      )
    )
    client.limitWaiting(reading: 20)
    let connection = AttachConnection(client)
    #expect(
      connection.receive()
        == .serverHello(
          version: AttachMessage.version,
          release: MartletVersion.current,
          process: getpid(),
          program: "app.mt"
        )
    )
    #expect(connection.receive() == nil)
  }

  @Test func aProgramOfAnotherVersionIsExplained() throws {
    let (own, other) = try UnixSocket.pair()
    defer { other.close() }
    #expect(
      other.write(
        AttachMessage.serverHello(version: 2, release: "8.1", process: 1, program: "").frame
      )
    )
    #expect(
      throws: AttachProblem.otherVersion("app", its: "8.1", own: MartletVersion.current)
    ) { try AttachClient(AttachConnection(own), name: "app") }
  }

  /// Whatever a peer sends, the server goes on.
  @Test func nonsenseEndsOnlyItsConnection() throws {
    let fixture = try Fixture()
    var generator = SystemRandomNumberGenerator()
    for turn in 0..<200 {
      let client = try fixture.rawClient()
      if turn % 2 == 0 {
        _ = client.write(Self.hello)
        _ = try fixture.device()
      }
      var bytes = (0..<Int.random(in: 0...64)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      switch turn % 5 {
      case 0: bytes = [0xFF, 0xFF, 0xFF, 0xFF] + bytes
      case 1: bytes = [0, 0x7F, 0xFF, 0xFF] + bytes
      case 2: bytes = [0, 0, 0, UInt8(bytes.count)] + bytes
      case 3: bytes = AttachMessage.statement(id: 5_000, .statement("never asked")).frame + bytes
      default: break
      }
      _ = client.write(bytes)
      client.shutDown()
      client.close()
    }
    let terminal = ScriptedDevice()
    terminal.type("still here")
    let ending = try fixture.client(terminal)
    let device = try fixture.device()
    #expect(Self.statement(device) == .statement("still here"))
    device.close(status: 0)
    #expect(ending.wait(milliseconds: 20_000) == .left(status: 0))
  }

  @Test func tooManyClientsAreTurnedAway() throws {
    let fixture = try Fixture()
    let clients = try (0..<60).map { _ in try fixture.rawClient() }
    defer { for client in clients { client.close() } }
    for client in clients { client.limitWaiting(reading: 20) }
    // Those beyond the limit are at their end at once; the others wait for a hello.
    #expect(Self.eventually { clients[40].read(1).isEmpty })
    for client in clients { client.shutDown() }
    #expect(
      Self.eventually { (try? AttachClient(name: "app", folder: fixture.folder)) != nil }
    )
  }
}

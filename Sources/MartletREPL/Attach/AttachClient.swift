import MartletRuntime
import Synchronization

/// The user's side of an attached shell: it passes on what the program asks to the device of the
/// command, and back what the device answers.
package final class AttachClient: Sendable {
  /// How the shell ended.
  package enum Ending: Equatable, Sendable {
    /// The user has left; the status is for the command's caller.
    case left(status: Int32)
    /// The program has ended.
    case programEnded(status: Int32)
    /// The connection broke.
    case lost
  }

  /// What a program tells of itself.
  package struct Program: Equatable, Sendable {
    /// The name that it is reached by.
    package let name: String
    /// Its number in the system.
    package let process: Int
    /// The release of its machine.
    package let release: String
    /// What it runs.
    package let description: String
    /// Whether it has answered.
    package let answers: Bool
  }

  /// What the program has told of itself.
  package let program: Program
  private let connection: AttachConnection
  private let lastTraits = Mutex(ShellTraits())
  private let hasEnded = Atomic(false)

  /// Connects to the program of a name and greets it.
  package convenience init(name: String, folder: SocketFolder) throws(AttachProblem) {
    let path = try folder.socketPath(of: name)
    let socket: UnixSocket
    do throws(UnixSocket.Failure) {
      socket = try UnixSocket.connected(to: path)
    } catch {
      if error.isMissing { throw .notRunning(name) }
      if error.isStale {
        AttachClient.removeIfStale(path, folder)
        throw .notRunning(name)
      }
      throw .system("cannot connect to \(path)", error)
    }
    try self.init(AttachConnection(socket), name: name)
  }

  /// Greets the program at the other end of a connection.
  init(_ connection: AttachConnection, name: String) throws(AttachProblem) {
    self.connection = connection
    program = try AttachClient.greet(connection, name: name, wantsShell: true)
    connection.limitReading(seconds: nil)
  }

  /// The running programs that can be reached, in the order of their names; removes the sockets of
  /// programs that have died.
  package static func programs(in folder: SocketFolder) -> [Program] {
    folder.names.compactMap { name in
      guard let path = try? folder.socketPath(of: name) else { return nil }
      do throws(UnixSocket.Failure) {
        let connection = AttachConnection(try UnixSocket.connected(to: path))
        return program(name, connection)
      } catch {
        if error.isStale { removeIfStale(path, folder) }
        return nil
      }
    }
  }

  /// Runs the shell at `device` until it ends, and closes the device.
  package func run(at device: any ShellDevice) -> Ending {
    let traits = device.traits
    lastTraits.withLock { $0 = traits }
    guard connection.sendAtOnce(.traits(traits)), connection.start() else { return .lost }
    relayEvents(of: device)
    let ending = obey(device)
    hasEnded.store(true, ordering: .relaxed)
    connection.shutDown()
    if case .left(let status) = ending {
      device.close(status: Int(status))
    } else {
      device.close(status: 1)
    }
    return ending
  }

  /// Does what the program asks for, until the shell ends.
  private func obey(_ device: any ShellDevice) -> Ending {
    while let message = connection.receive() {
      switch message {
      case .readStatement(let id, let prompt, let continuation):
        device.readStatement(prompt: prompt, continuation: continuation) { [self] input in
          send(.statement(id: id, input), device)
        }
      case .readKey(let id, let milliseconds):
        device.readKey(milliseconds: Int(milliseconds)) { [self] key in
          send(.key(id: id, key), device)
        }
      case .readInput:
        let isStarted = SystemThread.startDetached { [self] in
          send(.input(device.input.readSome(after: device.output)), device)
        }
        if !isStarted { connection.send(.input([])) }
      case .candidates(let request, let start, let candidates):
        device.complete(Int(request), start: Int(start), candidates: candidates)
      case .output(let bytes): device.output.write(bytes)
      case .end(let status): return .left(status: status)
      case .programEnd(let status): return .programEnded(status: status)
      default: return .lost
      }
    }
    return .lost
  }

  private func relayEvents(of device: any ShellDevice) {
    device.awaitEvent { [self] event in
      if event == .closed || hasEnded.load(ordering: .relaxed) { return }
      send(.event(event), device)
      relayEvents(of: device)
    }
  }

  private func send(_ message: AttachMessage, _ device: any ShellDevice) {
    // A window may have changed without an event.
    let traits = device.traits
    let isNew = lastTraits.withLock { last in
      defer { last = traits }
      return last != traits
    }
    if isNew { connection.send(.traits(traits)) }
    connection.send(message)
  }

  /// Exchanges greetings and gives the program's.
  private static func greet(
    _ connection: AttachConnection,
    name: String,
    wantsShell: Bool
  ) throws(AttachProblem) -> Program {
    connection.limitReading(seconds: wantsShell ? 10 : 2)
    let own = MartletVersion.current
    let hello = AttachMessage.clientHello(
      version: AttachMessage.version,
      release: own,
      wantsShell: wantsShell
    )
    guard connection.sendAtOnce(hello) else { throw .silent(name) }
    switch connection.receive(limit: AttachMessage.maximumHelloCount) {
    case .serverHello(AttachMessage.version, let release, let process, let program):
      return Program(
        name: name,
        process: Int(process),
        release: release,
        description: program,
        answers: true
      )
    case .serverHello(_, let release, _, _):
      throw .otherVersion(name, its: release, own: own)
    case .refusal(let why): throw AttachProblem("\(name) refuses: \(why)")
    default: throw .silent(name)
    }
  }

  private static func program(_ name: String, _ connection: AttachConnection) -> Program {
    do throws(AttachProblem) {
      return try greet(connection, name: name, wantsShell: false)
    } catch {
      return Program(
        name: name,
        process: Int(connection.peer?.process ?? 0),
        release: "",
        description: error.description,
        answers: false
      )
    }
  }

  private static func removeIfStale(_ path: String, _ folder: SocketFolder) {
    try? folder.locked {
      if AttachServer.isStale(path) { SocketFolder.remove(path) }
    }
  }
}

import MartletRuntime

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Makes a running program reachable by its name, and gives each client that comes a device.
package final class AttachServer: Sendable {
  /// The most clients at once.
  private static let maximumClients = 32

  private struct State {
    var clients: [ObjectIdentifier: SocketDevice] = [:]
    var greeting = 0
    /// The status with which the program ends, when it does.
    var status: Int32?
  }

  private let socket: UnixSocket
  private let path: String
  private let identity: FileIdentity?
  private let folder: SocketFolder
  private let program: String
  private let state = Monitor(State())

  /// Makes the socket of a name; clients wait until ``start(_:)``.
  ///
  /// - Parameter program: What is told about the program in a list.
  package init(
    name: String,
    program: String,
    folder: SocketFolder
  ) throws(AttachProblem) {
    let path = try folder.socketPath(of: name)
    socket = try folder.locked { () throws(AttachProblem) -> UnixSocket in
      if SocketFolder.identity(of: path) != nil {
        guard AttachServer.isStale(path) else { throw .taken(name) }
        SocketFolder.remove(path)
      }
      do throws(UnixSocket.Failure) {
        return try UnixSocket.listening(at: path)
      } catch {
        throw .system("cannot make the socket \(path)", error)
      }
    }
    self.path = path
    self.folder = folder
    self.program = program
    identity = SocketFolder.identity(of: path)
  }

  deinit { socket.close() }

  /// Takes clients from now on and calls `attach` with the device of each that wants a shell.
  package func start(_ attach: @escaping @Sendable (SocketDevice) -> Void) {
    let isStarted = SystemThread.startDetached(stackBytes: 256 << 10) { [self] in
      while let client = socket.accepted() { welcome(AttachConnection(client), attach) }
    }
    if !isStarted { stop() }
  }

  /// Removes the socket and tells the clients that the program ends.
  package func stop(status: Int32 = 0) {
    let clients = state.withLock { state -> [SocketDevice]? in
      if state.status != nil { return nil }
      state.status = status
      return Array(state.clients.values)
    }
    guard let clients else { return }
    try? folder.locked {
      // Somebody may have removed it and put another one in its place.
      if identity != nil, SocketFolder.identity(of: path) == identity { SocketFolder.remove(path) }
    }
    socket.shutDown()
    for client in clients { client.programEnds(status: status) }
    // Those that take what they are told do so at once; the program waits for no others.
    let deadline = ContinuousClock.now + .milliseconds(200)
    for client in clients where ContinuousClock.now < deadline {
      client.waitForEnd(milliseconds: 50)
    }
  }

  /// Whether nobody listens at a path.
  static func isStale(_ path: String) -> Bool {
    do throws(UnixSocket.Failure) {
      try UnixSocket.connected(to: path).close()
      return false
    } catch {
      return error.isStale
    }
  }

  private func welcome(
    _ connection: AttachConnection,
    _ attach: @escaping @Sendable (SocketDevice) -> Void
  ) {
    // Everything about a client is done on its own thread, which ends with it.
    let hasRoom = state.withLock { state in
      guard state.greeting + state.clients.count < AttachServer.maximumClients else { return false }
      state.greeting += 1
      return true
    }
    if !hasRoom { return }
    let isStarted = SystemThread.startDetached(stackBytes: 512 << 10) { [self] in
      guard let device = greet(connection) else {
        state.withLock { $0.greeting -= 1 }
        return
      }
      let key = ObjectIdentifier(device)
      let status = state.withLock { state in
        state.greeting -= 1
        state.clients[key] = device
        return state.status
      }
      if let status {
        device.programEnds(status: status)
      } else {
        attach(device)
        device.serve()
      }
      state.withLock { _ = $0.clients.removeValue(forKey: key) }
    }
    if !isStarted { state.withLock { $0.greeting -= 1 } }
  }

  /// Exchanges greetings; gives the device of a client that wants a shell.
  private func greet(_ connection: AttachConnection) -> SocketDevice? {
    guard connection.peer?.user == geteuid() else {
      _ = connection.sendAtOnce(.refusal("this program belongs to another user"))
      return nil
    }
    connection.limitReading(seconds: 10)
    guard
      case .clientHello(let version, _, let wantsShell) = connection.receive(
        limit: AttachMessage.maximumHelloCount
      ),
      connection.sendAtOnce(
        .serverHello(
          version: AttachMessage.version,
          release: MartletVersion.current,
          process: getpid(),
          program: String(program.prefix(200))
        )
      ), version == AttachMessage.version, wantsShell
    else { return nil }
    guard case .traits(let traits) = connection.receive(), connection.start() else { return nil }
    connection.limitReading(seconds: nil)
    return SocketDevice(connection, traits)
  }
}

import MartletRuntime

/// One end of the connection between an attached terminal and a running program.
///
/// Messages leave by a thread of their own, so that ``send(_:)`` never waits. What is printed waits
/// for room, and is dropped when the other side has read nothing for a while: a terminal that
/// somebody has stopped must not keep the threads of the program.
final class AttachConnection: Sendable {
  /// So many bytes may wait to be written before what is printed has to wait.
  private static let roomCount = 256 << 10
  /// Who leaves so many bytes unread is cut off.
  private static let maximumCount = 32 << 20
  /// What is printed leaves in pieces of this size.
  private static let pieceCount = 32 << 10

  private struct Entry {
    var bytes: [UInt8]
    var isOutput: Bool
  }

  private struct State {
    var queue: [Entry] = []
    var queuedCount = 0
    /// Nothing more is taken, and what is queued is written still.
    var isFinishing = false
    var isClosed = false
    /// When the last frame was written.
    var progress: ContinuousClock.Instant?
    /// How often the user has asked to stop.
    var interrupts = 0
    /// Whether the other side reads nothing.
    var isStalled = false
    /// How many bytes have been dropped since it stalled.
    var dropped = 0
  }

  private let socket: UnixSocket
  private let state = Monitor(State())
  /// The milliseconds after which a side that reads nothing is said to stall.
  private let patience: Int

  /// Takes over a socket; it is closed with the last reference to the connection.
  init(_ socket: UnixSocket, patience: Int = 3_000) {
    self.socket = socket
    self.patience = patience
  }

  deinit { socket.close() }

  /// Who is at the other end.
  var peer: UnixSocket.Peer? { socket.peer }

  /// Whether the connection has ended.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Starts the thread that writes; says whether the system had one.
  func start() -> Bool {
    let isStarted = SystemThread.startDetached(stackBytes: 256 << 10) { [self] in writeAll() }
    if !isStarted { shutDown() }
    return isStarted
  }

  /// Sends a message, soon.
  func send(_ message: AttachMessage) { enqueue(Entry(bytes: message.frame, isOutput: false)) }

  /// Sends a message now, before the writing thread has been started.
  func sendAtOnce(_ message: AttachMessage) -> Bool { socket.write(message.frame) }

  /// Sends what is printed; waits for room.
  func print(_ bytes: [UInt8]) {
    let interrupts = state.withLock { $0.interrupts }
    var start = 0
    while start < bytes.count {
      let end = min(start + AttachConnection.pieceCount, bytes.count)
      guard waitForRoom(interrupts, bytes.count - start) else { return }
      let piece = AttachMessage.output(Array(bytes[start..<end]))
      enqueue(Entry(bytes: piece.frame, isOutput: true))
      start = end
    }
  }

  /// Whether ``print(_:)`` would not wait.
  var hasRoom: Bool {
    state.withLock {
      $0.isClosed || $0.isFinishing || $0.isStalled
        || $0.queuedCount < AttachConnection.roomCount
    }
  }

  /// Drops what was printed and has not been written, and what is being printed.
  func dropOutput() {
    state.withLock { state in
      state.interrupts += 1
      state.queue.removeAll { $0.isOutput }
      state.queuedCount = state.queue.reduce(0) { $0 + $1.bytes.count }
    }
  }

  /// The next message; nil at the end and when what came is none.
  ///
  /// Only one thread may read.
  func receive(limit: Int = AttachMessage.maximumCount) -> AttachMessage? {
    guard let prefix = read(exactly: 4) else { return nil }
    let count = prefix.reduce(0) { $0 << 8 | Int($1) }
    guard count <= limit, let bytes = read(exactly: count) else { return nil }
    return AttachMessage(bytes)
  }

  /// Lets ``receive(limit:)`` fail that takes longer; nil waits without end.
  func limitReading(seconds: Int?) { socket.limitWaiting(reading: seconds ?? 0) }

  /// Ends the connection when all that was sent has been written.
  func finish() {
    // A side that does not read is not waited for.
    socket.limitWaiting(writing: 2)
    state.withLock { $0.isFinishing = true }
  }

  /// Ends the connection at once.
  func shutDown() {
    state.withLock { state in
      state.isClosed = true
      state.queue = []
      state.queuedCount = 0
    }
    socket.shutDown()
  }

  /// Waits until the connection has ended.
  func waitForEnd(milliseconds: Int) {
    _ = state.wait(milliseconds: milliseconds) { $0.isClosed ? true : nil }
  }

  private func enqueue(_ entry: Entry) {
    let isTooMuch = state.withLock { state in
      if state.isClosed || state.isFinishing { return false }
      state.queue.append(entry)
      state.queuedCount += entry.bytes.count
      return state.queuedCount > AttachConnection.maximumCount
    }
    if isTooMuch { shutDown() }
  }

  /// Waits until the queue is short; says no when what is printed is to be dropped.
  private func waitForRoom(_ interrupts: Int, _ count: Int) -> Bool {
    var began = ContinuousClock.now
    while true {
      let verdict = state.wait(milliseconds: 500) { state -> Bool? in
        if state.isClosed || state.isFinishing || state.interrupts != interrupts { return false }
        if state.isStalled {
          state.dropped += count
          return false
        }
        return state.queuedCount < AttachConnection.roomCount ? true : nil
      }
      if let verdict { return verdict }
      state.withLock { state in
        began = max(began, state.progress ?? began)
        if ContinuousClock.now - began > .milliseconds(patience) { state.isStalled = true }
      }
    }
  }

  private func writeAll() {
    while true {
      let entry = state.wait { state -> Entry?? in
        if state.isClosed { return .some(nil) }
        if state.queue.isEmpty { return state.isFinishing ? .some(nil) : nil }
        return .some(state.queue.removeFirst())
      }
      guard let entry, let entry, socket.write(entry.bytes) else { break }
      state.withLock { state in
        state.queuedCount -= min(entry.bytes.count, state.queuedCount)
        state.progress = .now
        guard state.isStalled else { return }
        state.isStalled = false
        let note = "\n(\(state.dropped) bytes were printed while nobody read, and dropped)\n"
        state.dropped = 0
        state.queue.append(
          Entry(bytes: AttachMessage.output(Array(note.utf8)).frame, isOutput: true)
        )
      }
    }
    shutDown()
  }

  private func read(exactly count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    // No more is set aside than comes, whatever a length says.
    while bytes.count < count {
      let piece = socket.read(min(count - bytes.count, 64 << 10))
      if piece.isEmpty { return nil }
      bytes += piece
    }
    return bytes
  }
}

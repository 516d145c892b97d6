import MartletRuntime

/// The device of a shell whose user sits at the other end of a socket.
///
/// The user's command has a device of its own, for its terminal or its pipe; this one passes on
/// what the shell asks of it and what comes back. When the connection ends, every question is
/// answered with the end.
package final class SocketDevice: ShellDevice {
  /// Events beyond so many that nobody waits for are dropped, the oldest first.
  private static let maximumEvents = 64

  private struct State {
    var traits = ShellTraits()
    var lastID: UInt32 = 0
    var reading: (id: UInt32, done: @Sendable (ShellInput) -> Void)?
    /// What was typed for a question that another one has taken the place of.
    var typed: [ShellInput] = []
    var waitingForKey: (id: UInt32, done: @Sendable (ShellKey) -> Void)?
    var waitingForEvent: (@Sendable (ShellEvent) -> Void)?
    var events: [ShellEvent] = []
    var input: [[UInt8]] = []
    var isGone = false
  }

  package let output: Output
  package let input: Input
  private let connection: AttachConnection
  private let state: Monitor<State>

  /// Makes the device of a connection whose two sides have greeted.
  init(_ connection: AttachConnection, _ traits: ShellTraits = ShellTraits()) {
    let state = Monitor(State(traits: traits))
    self.connection = connection
    self.state = state
    output = Output(isTerminal: true, isReady: { connection.hasRoom }) { connection.print($0) }
    input = Input {
      if state.withLock({ $0.input.isEmpty }) { connection.send(.readInput) }
      let bytes = state.wait { state -> [UInt8]? in
        if !state.input.isEmpty { return state.input.removeFirst() }
        return state.isGone ? [] : nil
      }
      return bytes ?? []
    }
  }

  package var traits: ShellTraits { state.withLock { $0.traits } }

  package func readStatement(
    prompt: String,
    continuation: String,
    done: @escaping @Sendable (ShellInput) -> Void
  ) {
    let (id, earlier, answer) = state.withLock {
      state -> (UInt32, (@Sendable (ShellInput) -> Void)?, ShellInput?) in
      state.lastID &+= 1
      let earlier = state.reading?.done
      state.reading = nil
      if state.isGone { return (state.lastID, earlier, .end) }
      if !state.typed.isEmpty { return (state.lastID, earlier, state.typed.removeFirst()) }
      state.reading = (state.lastID, done)
      return (state.lastID, earlier, nil)
    }
    earlier?(.interrupted)
    if let answer { return done(answer) }
    connection.send(.readStatement(id: id, prompt: prompt, continuation: continuation))
  }

  package func awaitEvent(_ done: @escaping @Sendable (ShellEvent) -> Void) {
    let event = state.withLock { state -> ShellEvent? in
      if state.isGone { return .closed }
      if !state.events.isEmpty { return state.events.removeFirst() }
      state.waitingForEvent = done
      return nil
    }
    if let event { done(event) }
  }

  package func complete(_ request: Int, start: Int, candidates: [ShellCandidate]) {
    guard let request = UInt32(exactly: request), let start = UInt32(exactly: start) else { return }
    connection.send(.candidates(request: request, start: start, candidates))
  }

  package func readKey(milliseconds: Int, done: @escaping @Sendable (ShellKey) -> Void) {
    let (id, earlier, isGone) = state.withLock { state in
      state.lastID &+= 1
      let earlier = state.waitingForKey?.done
      state.waitingForKey = state.isGone ? nil : (state.lastID, done)
      return (state.lastID, earlier, state.isGone)
    }
    earlier?(.timeout)
    if isGone { return done(.end) }
    connection.send(.readKey(id: id, milliseconds: UInt32(clamping: milliseconds)))
  }

  package func close(status: Int) {
    output.flushIfPending()
    connection.send(.end(status: Int32(clamping: status)))
    connection.finish()
    leave()
  }

  /// Passes on what comes, until the connection ends; the reading thread runs it.
  func serve() {
    while let message = connection.receive() {
      guard take(message) else { break }
    }
    connection.shutDown()
    leave()
  }

  /// Tells the client that the program ends.
  func programEnds(status: Int32) {
    connection.send(.programEnd(status: status))
    connection.finish()
  }

  /// Waits until the connection has ended.
  func waitForEnd(milliseconds: Int) { connection.waitForEnd(milliseconds: milliseconds) }

  /// Takes a message and says whether it was one for this side.
  private func take(_ message: AttachMessage) -> Bool {
    switch message {
    case .traits(let traits): state.withLock { $0.traits = traits }
    case .statement(let id, let input):
      return answer(id, input)
    case .key(let id, let key):
      let done = state.withLock { state -> (@Sendable (ShellKey) -> Void)? in
        guard state.waitingForKey?.id == id else { return nil }
        defer { state.waitingForKey = nil }
        return state.waitingForKey?.done
      }
      done?(key)
    case .input(let bytes):
      // Nobody who follows the protocol sends what was not asked for.
      let isExpected = state.withLock { state in
        state.input.append(bytes)
        return state.input.count <= SocketDevice.maximumEvents
      }
      if !isExpected { return false }
    case .event(.closed): return false
    case .event(let event):
      if event == .interrupt { connection.dropOutput() }
      notify(event)
    default: return false
    }
    return true
  }

  /// Gives what was typed to who asked for a statement, and says whether somebody had.
  private func answer(_ id: UInt32, _ input: ShellInput) -> Bool {
    let (done, isExpected) = state.withLock {
      state -> ((@Sendable (ShellInput) -> Void)?, Bool) in
      guard id <= state.lastID else { return (nil, false) }
      let isCurrent = state.reading?.id == id
      // An earlier question ends so when another takes its place.
      if input == .interrupted && !isCurrent { return (nil, true) }
      if let reading = state.reading {
        state.reading = nil
        return (reading.done, true)
      }
      // Nothing that was typed is lost, not even when its prompt has just died.
      state.typed.append(input)
      return (nil, state.typed.count <= SocketDevice.maximumEvents)
    }
    done?(input)
    return isExpected
  }

  private func notify(_ event: ShellEvent) {
    let done = state.withLock { state -> (@Sendable (ShellEvent) -> Void)? in
      if case .resize(let columns, let rows) = event {
        state.traits.columns = columns
        state.traits.rows = rows
      }
      if let done = state.waitingForEvent {
        state.waitingForEvent = nil
        return done
      }
      state.events.append(event)
      if state.events.count > SocketDevice.maximumEvents { state.events.removeFirst() }
      return nil
    }
    done?(event)
  }

  /// Answers every question with the end.
  private func leave() {
    let (reading, key, event) = state.withLock { state in
      state.isGone = true
      defer {
        state.reading = nil
        state.waitingForKey = nil
        state.waitingForEvent = nil
        state.events = []
      }
      return (state.reading?.done, state.waitingForKey?.done, state.waitingForEvent)
    }
    reading?(.end)
    key?(.end)
    event?(.closed)
  }
}

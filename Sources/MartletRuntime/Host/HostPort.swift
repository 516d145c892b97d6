import Synchronization

/// The Swift end of a process that stands for the host: what is to be done there, and the messages
/// that have come in.
///
/// The process (`stdlib/host.mt`) takes a message from its mailbox only when somebody here waits for
/// one; until then they stay where senders are held up by a bounded mailbox.
package final class HostPort: HostTie {
  /// What the process is to do, as a value that `stdlib/host.mt` knows.
  package typealias Command = Value

  private struct State {
    var commands: [Command] = []
    /// How many messages may be taken from the mailbox now.
    var demand = 0
    /// Whether the process waits in its mailbox and must be woken for a command.
    var isReceiving = false
    /// The process waits for something to do.
    var done: (@Sendable (Value) -> Void)?
    var messages: [Value] = []
    var waiters: [(number: Int, resume: @Sendable (Value?) -> Void)] = []
    var nextNumber = 0
    var ending: ProcessEnding?
    var answers: [Int: @Sendable (Value?) -> Void] = [:]
  }

  private let state = Mutex(State())
  /// How many messages are taken at once for one who waits.
  private let window: Int
  private struct Hooks {
    /// Wakes the process from its mailbox.
    var wake: (@Sendable () -> Void)?
    /// Is called when the process has ended.
    var end: (@Sendable () -> Void)?
  }

  private let hooks = Mutex(Hooks())

  /// Makes a port that takes at most `window` messages ahead.
  package init(window: Int = 16) { self.window = max(window, 1) }

  /// Sets what wakes the process when it waits in its mailbox, and what is done at its end.
  func begin(wake: @escaping @Sendable () -> Void, end: @escaping @Sendable () -> Void) {
    hooks.withLock { $0 = Hooks(wake: wake, end: end) }
    // It may be over already.
    if ending != nil { end() }
  }

  // MARK: The side of the host

  /// Takes the next message if it has come in already.
  package func take() -> Value? {
    state.withLock { $0.messages.isEmpty ? nil : $0.messages.removeFirst() }
  }

  /// Takes the next message; `resume` gets nil when the process has ended.
  ///
  /// - Returns: A number for ``cancel(_:)``.
  package func next(_ resume: @escaping @Sendable (Value?) -> Void) -> Int {
    enum Step {
      case give(Value?)
      case demand((@Sendable (Value) -> Void)?)
    }
    let (number, step) = state.withLock { state -> (Int, Step) in
      state.nextNumber += 1
      if !state.messages.isEmpty { return (state.nextNumber, .give(state.messages.removeFirst())) }
      if state.ending != nil { return (state.nextNumber, .give(nil)) }
      state.waiters.append((state.nextNumber, resume))
      if state.demand > 0 { return (state.nextNumber, .demand(nil)) }
      state.demand = window
      return (state.nextNumber, .demand(HostPort.takeTurn(&state)))
    }
    switch step {
    case .give(let message): resume(message)
    case .demand(let done): done?(.atom("receive"))
    }
    return number
  }

  /// Gives up waiting for a message: the waiter gets nil.
  package func cancel(_ number: Int) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
    }
    waiter?.resume(nil)
  }

  /// Lets the process do something; `answer` gets what came of it, or nil when it has ended.
  package func perform(
    _ make: (_ number: Int) -> Command,
    _ answer: @escaping @Sendable (Value?) -> Void
  ) {
    enum Step {
      case ended
      case turn(@Sendable (Value) -> Void, Command)
      case wake
      case wait
    }
    let step = state.withLock { state -> Step in
      if state.ending != nil { return .ended }
      state.nextNumber += 1
      state.answers[state.nextNumber] = answer
      let command = make(state.nextNumber)
      if let done = state.done {
        state.done = nil
        return .turn(done, command)
      }
      state.commands.append(command)
      return state.isReceiving ? .wake : .wait
    }
    switch step {
    case .ended: answer(nil)
    case .turn(let done, let command): done(command)
    case .wake: hooks.withLock { $0.wake }?()
    case .wait: break
    }
  }

  /// How the process ended, once it has.
  package var ending: ProcessEnding? { state.withLock { $0.ending } }

  // MARK: The side of the process

  /// What there is to do at once, or nil.
  func poll() -> Command? {
    state.withLock { state in
      state.isReceiving = false
      return HostPort.turn(&state)
    }
  }

  /// Calls `done` with what there is to do, as soon as there is something.
  func awaitTurn(_ done: @escaping @Sendable (Value) -> Void) {
    let command = state.withLock { state -> Command? in
      if let command = HostPort.turn(&state) { return command }
      state.done = done
      return nil
    }
    if let command { done(command) }
  }

  private static func turn(_ state: inout State) -> Command? {
    if !state.commands.isEmpty { return state.commands.removeFirst() }
    guard state.demand > 0 else { return nil }
    state.isReceiving = true
    return .atom("receive")
  }

  /// Takes the process that waits for its turn, to receive.
  private static func takeTurn(_ state: inout State) -> (@Sendable (Value) -> Void)? {
    guard let done = state.done else { return nil }
    state.done = nil
    state.isReceiving = true
    return done
  }

  /// A message has come in.
  func deliver(_ message: Value) {
    let waiter = state.withLock { state -> (@Sendable (Value?) -> Void)? in
      state.isReceiving = false
      state.demand -= 1
      guard !state.waiters.isEmpty else {
        state.messages.append(message)
        return nil
      }
      // Whoever still waits wants more.
      let waiter = state.waiters.removeFirst()
      if !state.waiters.isEmpty { state.demand = max(state.demand, 1) }
      return waiter.resume
    }
    waiter?(message)
  }

  /// Something that was asked for is done.
  func answer(_ number: Int, _ value: Value) {
    state.withLock { $0.answers.removeValue(forKey: number) }?(value)
  }

  package func finished(_ value: Value) {}

  package func ended(_ ending: ProcessEnding) {
    let (waiters, answers) = state.withLock { state in
      defer {
        state.waiters = []
        state.answers = [:]
        state.done = nil
      }
      state.ending = ending
      return (state.waiters, Array(state.answers.values))
    }
    let end = hooks.withLock { hooks in
      defer { hooks = Hooks() }
      return hooks.end
    }
    end?()
    for waiter in waiters { waiter.resume(nil) }
    for answer in answers { answer(nil) }
  }
}

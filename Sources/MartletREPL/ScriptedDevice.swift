import MartletRuntime

/// A device without a person: a test says what is typed and reads what the shell writes.
///
/// ```
/// let device = ScriptedDevice()
/// device.type("1 + 1")
/// device.type(.end)
/// ...
/// #expect(device.waitForText("2"))
/// ```
package final class ScriptedDevice: ShellDevice {
  /// What a shell says about a text that is to be completed.
  package struct Completion: Sendable, Equatable {
    /// Where the candidates begin.
    package var start: Int
    package var candidates: [ShellCandidate]
  }

  private struct State: Sendable {
    var typed: [ShellInput] = []
    var reading: (@Sendable (ShellInput) -> Void)?
    var continuation = ""
    var events: [ShellEvent] = []
    var awaiting: (@Sendable (ShellEvent) -> Void)?
    var keys: [ShellKey] = []
    var readingKey: (@Sendable (ShellKey) -> Void)?
    var completions: [Int: Completion] = [:]
    var requests = 0
    var lines: [UInt8] = []
    var text = ""
    var traits: ShellTraits
    var isClosed = false
    var status = 0

    /// Whether the text holds another.
    func shows(_ other: String) -> Bool {
      let (bytes, wanted) = (Array(text.utf8), Array(other.utf8))
      guard bytes.count >= wanted.count else { return false }
      return (0...bytes.count - wanted.count).contains { bytes[$0...].starts(with: wanted) }
    }

    /// Adds what was typed to the text, as a terminal echoes it.
    mutating func show(_ input: ShellInput) {
      switch input {
      case .statement(let statement):
        let lines = statement.split(separator: "\n", omittingEmptySubsequences: false)
        text += lines.joined(separator: "\n" + continuation) + "\n"
      case .interrupted: text += "^C\n"
      case .end: text += "\n"
      }
    }
  }

  private let state: Monitor<State>
  package let output: Output
  package let input: Input

  /// Makes a device of which nobody has typed anything.
  package init(traits: ShellTraits = ShellTraits(isInteractive: true, movesCursor: true)) {
    let state = Monitor(State(traits: traits))
    self.state = state
    output = Output(isTerminal: true) { bytes in
      state.withLock { $0.text += String(decoding: bytes, as: UTF8.self) }
    }
    input = Input {
      state.wait { state -> [UInt8]? in
        if state.lines.isEmpty && !state.isClosed { return nil }
        defer { state.lines = [] }
        return state.lines
      } ?? []
    }
  }

  // MARK: - What a test does

  /// Types statements, one after the other.
  package func type(_ statements: String...) {
    for statement in statements { type(.statement(statement)) }
  }

  /// Types a statement, interrupts the next one, or leaves.
  package func type(_ input: ShellInput) {
    let reading = state.withLock { state -> (@Sendable (ShellInput) -> Void)? in
      guard let reading = state.reading else {
        state.typed.append(input)
        return nil
      }
      state.reading = nil
      state.show(input)
      return reading
    }
    reading?(input)
  }

  /// Types what a program reads.
  package func typeInput(_ text: String) { state.withLock { $0.lines += Array(text.utf8) } }

  /// Lets something happen.
  package func post(_ event: ShellEvent) {
    let awaiting = state.withLock { state -> (@Sendable (ShellEvent) -> Void)? in
      guard let awaiting = state.awaiting else {
        state.events.append(event)
        return nil
      }
      state.awaiting = nil
      return awaiting
    }
    awaiting?(event)
  }

  /// Presses Ctrl-C while something is evaluated.
  package func interrupt() { post(.interrupt) }

  /// Makes the window another size.
  package func resize(columns: Int, rows: Int) {
    state.withLock { state in
      state.traits.columns = columns
      state.traits.rows = rows
    }
    post(.resize(columns: columns, rows: rows))
  }

  /// Presses a key.
  package func press(_ key: ShellKey) {
    let reading = state.withLock { state -> (@Sendable (ShellKey) -> Void)? in
      guard let reading = state.readingKey else {
        state.keys.append(key)
        return nil
      }
      state.readingKey = nil
      return reading
    }
    reading?(key)
  }

  /// Asks how a text may go on at its end, and waits for the answer; nil when there is none in time.
  package func completion(of text: String, milliseconds: Int = 10_000) -> Completion? {
    let request = state.withLock { state in
      state.requests += 1
      return state.requests
    }
    post(.complete(request: request, text: text, cursor: text.utf8.count))
    return state.wait(milliseconds: milliseconds) { $0.completions.removeValue(forKey: request) }
  }

  /// Everything written so far: prompts, what was typed at them, and what the shell and its
  /// processes printed.
  package var text: String { state.withLock { $0.text } }

  /// Waits until `text` has been written; false when the time is over.
  package func waitForText(_ text: String, milliseconds: Int = 30_000) -> Bool {
    state.wait(milliseconds: milliseconds) { $0.shows(text) ? true : nil } ?? false
  }

  /// Waits until a statement is asked for and nothing is typed.
  package func waitForPrompt(milliseconds: Int = 30_000) -> Bool {
    state.wait(milliseconds: milliseconds) { $0.reading == nil ? nil : true } ?? false
  }

  /// Waits until the shell has closed the device, and gives the status; nil when the time is over.
  package func waitForClose(milliseconds: Int = 30_000) -> Int? {
    state.wait(milliseconds: milliseconds) { $0.isClosed ? $0.status : nil }
  }

  // MARK: - What a shell does

  package var traits: ShellTraits { state.withLock { $0.traits } }

  package func readStatement(
    prompt: String,
    continuation: String,
    done: @escaping @Sendable (ShellInput) -> Void
  ) {
    let (earlier, next) = state.withLock {
      state -> ((@Sendable (ShellInput) -> Void)?, ShellInput?) in
      let earlier = state.reading
      state.reading = nil
      if state.isClosed { return (earlier, .end) }
      if earlier == nil { state.text += prompt }
      state.continuation = continuation
      if state.typed.isEmpty {
        state.reading = done
        return (earlier, nil)
      }
      let next = state.typed.removeFirst()
      state.show(next)
      return (earlier, next)
    }
    earlier?(.interrupted)
    if let next { done(next) }
  }

  package func awaitEvent(_ done: @escaping @Sendable (ShellEvent) -> Void) {
    let event = state.withLock { state -> ShellEvent? in
      if !state.events.isEmpty { return state.events.removeFirst() }
      if state.isClosed { return .closed }
      state.awaiting = done
      return nil
    }
    if let event { done(event) }
  }

  package func complete(_ request: Int, start: Int, candidates: [ShellCandidate]) {
    state.withLock {
      $0.completions[request] = Completion(start: start, candidates: candidates)
    }
  }

  package func readKey(milliseconds: Int, done: @escaping @Sendable (ShellKey) -> Void) {
    let (earlier, key) = state.withLock {
      state -> ((@Sendable (ShellKey) -> Void)?, ShellKey?) in
      let earlier = state.readingKey
      state.readingKey = nil
      if !state.keys.isEmpty { return (earlier, state.keys.removeFirst()) }
      if state.isClosed { return (earlier, .end) }
      state.readingKey = done
      return (earlier, nil)
    }
    earlier?(.timeout)
    if let key { return done(key) }
    _ = SystemThread { [self] in
      // The time begins when the thread does.
      let isOver: Bool? = state.wait(milliseconds: milliseconds) {
        $0.readingKey == nil ? true : nil
      }
      if isOver != nil { return }
      press(.timeout)
    }
  }

  package func close(status: Int) {
    let awaiting = state.withLock { state in
      state.isClosed = true
      state.status = status
      defer { state.awaiting = nil }
      return state.awaiting
    }
    awaiting?(.closed)
  }
}

import MartletRuntime
import Synchronization

/// A terminal with a person before it.
///
/// Lines come from a ``LineEditor`` and become statements here. What is typed while no statement is
/// read goes to the process that reads input, or waits for it and for the next prompt, whichever
/// comes first; a line `break()` interrupts, as Ctrl-C does.
package final class ConsoleDevice: ShellDevice {
  private struct State {
    var reader = StatementReader()
    /// Who reads a statement, and with which prompts.
    var reading: Reading?
    /// Whether the editor shows a prompt.
    var isEditing = false
    /// Who waits for an event.
    var awaiting: (@Sendable (ShellEvent) -> Void)?
    /// Events for which nobody waited.
    var events: [ShellEvent] = []
    /// Who waits for a key.
    var readingKey: (@Sendable (ShellKey) -> Void)?
    /// Lines that were typed before anybody wanted them; a single Ctrl-D stands for the end.
    var typed: [String] = []
    /// Who reads input.
    var inputWaiter: Rendezvous<[UInt8]>?
    /// What the shell's processes read from; another one after an interrupt or an end.
    var input: Input?
    var isClosed = false
  }

  private struct Reading {
    var prompt: String
    var continuation: String
    var done: @Sendable (ShellInput) -> Void
  }

  /// The text that stands for Ctrl-D among what was typed.
  private static let endMark = "\u{4}"
  /// How many events are kept for nobody.
  private static let eventLimit = 1_000

  private let editor: any LineEditor
  private let history: History
  private let state = Mutex(State())
  package let output: Output

  /// Makes the device and starts the editor.
  package init(editor: any LineEditor, history: History) {
    self.editor = editor
    self.history = history
    output = Output(isTerminal: true) { [editor] in editor.write($0) }
    editor.start(history: history.entries) { [weak self] in self?.receive($0) }
    if let problem = history.problem { tell(problem) }
  }

  package var traits: ShellTraits { editor.traits }

  // MARK: - Statements

  package func readStatement(
    prompt: String,
    continuation: String,
    done: @escaping @Sendable (ShellInput) -> Void
  ) {
    let reading = Reading(prompt: prompt, continuation: continuation, done: done)
    let (earlier, isClosed) = state.withLock { state in
      let earlier = state.reading
      if state.isClosed { return (earlier, true) }
      state.reading = reading
      if !state.isEditing { edit(&state) }
      return (earlier, false)
    }
    earlier?.done(.interrupted)
    if isClosed { done(.end) }
  }

  /// Shows the prompt, with the line that has been typed for it already.
  private func edit(_ state: inout State) {
    guard let reading = state.reading else { return }
    state.isEditing = true
    let typed = state.typed.isEmpty ? "" : state.typed.removeFirst()
    let prompt = state.reader.isUnderWay ? reading.continuation : reading.prompt
    editor.edit(prompt: prompt, typed: typed)
  }

  private func receive(_ event: LineEvent) {
    switch event {
    case .line(let line): take(line)
    case .end, .interrupt(whileEditing: true): endReading(event)
    case .interrupt(whileEditing: false): interrupt()
    case .typed(let line):
      if StatementReader.isBreak(line) { interrupt() } else { takeTyped(line) }
    case .typedEnd: takeTyped(ConsoleDevice.endMark)
    case .complete(let request, let line, let cursor):
      let before = state.withLock { $0.reader.text }
      let offset = before.utf8.count
      post(.complete(request: request, text: before + line, cursor: offset + cursor))
    case .key(let key):
      let done = state.withLock { state in
        defer { state.readingKey = nil }
        return state.readingKey
      }
      done?(key)
    case .resize(let columns, let rows): post(.resize(columns: columns, rows: rows))
    case .closed: hangUp()
    }
  }

  private func take(_ line: String) {
    let (outcome, done) = state.withLock {
      state -> (StatementReader.Outcome, (@Sendable (ShellInput) -> Void)?) in
      state.isEditing = false
      let outcome = state.reader.add(line)
      guard case .statement = outcome else {
        if outcome != .tooLarge { edit(&state) }
        return (outcome, nil)
      }
      defer { state.reading = nil }
      return (outcome, state.reading?.done)
    }
    switch outcome {
    case .statement(let text):
      if let problem = history.add(text) { tell(problem) }
      if History.keeps(text) { editor.remember(text) }
      done?(.statement(text))
    case .tooLarge:
      tell("a statement has at most \(StatementReader.maximumCount >> 20) MB")
      state.withLock { edit(&$0) }
    default: break
    }
  }

  private func endReading(_ event: LineEvent) {
    let (input, done) = state.withLock {
      state -> (ShellInput, (@Sendable (ShellInput) -> Void)?) in
      state.isEditing = false
      // Ctrl-D leaves an unfinished statement before it leaves the shell.
      let leaves = event == .end && !state.reader.isUnderWay
      state.reader.drop()
      if event != .end { state.typed = [] }
      defer { state.reading = nil }
      return (leaves ? .end : .interrupted, state.reading?.done)
    }
    done?(input)
  }

  // MARK: - Events

  package func awaitEvent(_ done: @escaping @Sendable (ShellEvent) -> Void) {
    let event = state.withLock { state -> ShellEvent? in
      if !state.events.isEmpty { return state.events.removeFirst() }
      if state.isClosed { return .closed }
      state.awaiting = done
      return nil
    }
    if let event { done(event) }
  }

  private func post(_ event: ShellEvent) {
    let done = state.withLock { state -> (@Sendable (ShellEvent) -> Void)? in
      if let done = state.awaiting {
        state.awaiting = nil
        return done
      }
      if case .resize = event, case .resize = state.events.last { state.events.removeLast() }
      if state.events.count < ConsoleDevice.eventLimit { state.events.append(event) }
      return nil
    }
    done?(event)
  }

  private func interrupt() {
    dropInput()
    post(.interrupt)
  }

  package func complete(_ request: Int, start: Int, candidates: [ShellCandidate]) {
    // The editor knows only the last line of the statement.
    let before = state.withLock { $0.reader.text.utf8.count }
    editor.complete(request, start: max(start - before, 0), candidates: candidates)
  }

  package func readKey(milliseconds: Int, done: @escaping @Sendable (ShellKey) -> Void) {
    let (earlier, isClosed) = state.withLock { state in
      let earlier = state.readingKey
      state.readingKey = state.isClosed ? nil : done
      return (earlier, state.isClosed)
    }
    earlier?(.timeout)
    if isClosed { done(.end) } else { editor.readKey(milliseconds: milliseconds) }
  }

  // MARK: - Input of the shell's processes

  package var input: Input {
    state.withLock { state in
      if let input = state.input { return input }
      let input = Input { [weak self] in self?.readInput() ?? [] }
      state.input = input
      return input
    }
  }

  /// Waits for a line; none is the end.
  private func readInput() -> [UInt8] {
    let waiter = Rendezvous<[UInt8]>()
    let line = state.withLock { state -> [UInt8]? in
      if state.isClosed { return [] }
      if !state.typed.isEmpty { return ConsoleDevice.bytes(state.typed.removeFirst(), &state) }
      state.inputWaiter = waiter
      return nil
    }
    return line ?? waiter.wait() ?? []
  }

  private func takeTyped(_ line: String) {
    let (waiter, bytes) = state.withLock { state -> (Rendezvous<[UInt8]>?, [UInt8]) in
      guard let waiter = state.inputWaiter else {
        state.typed.append(line)
        return (nil, [])
      }
      state.inputWaiter = nil
      return (waiter, ConsoleDevice.bytes(line, &state))
    }
    waiter?.bring(bytes)
  }

  /// An end counts for those who read now; whoever reads next is asked anew.
  private static func bytes(_ line: String, _ state: inout State) -> [UInt8] {
    guard line == endMark else { return Array(line.utf8) }
    state.input = nil
    return []
  }

  /// Forgets who reads input, and what has been typed for it.
  private func dropInput() {
    let waiter = state.withLock { state in
      state.typed = []
      state.input = nil
      defer { state.inputWaiter = nil }
      return state.inputWaiter
    }
    waiter?.bring([])
  }

  // MARK: - The end

  private func hangUp() {
    let (reading, key) = state.withLock { state in
      state.isClosed = true
      state.isEditing = false
      defer {
        state.reading = nil
        state.readingKey = nil
      }
      return (state.reading, state.readingKey)
    }
    dropInput()
    reading?.done(.end)
    key?(.end)
    post(.closed)
  }

  package func close(status: Int) {
    state.withLock { $0.isClosed = true }
    output.flush()
    editor.finish()
  }

  private func tell(_ message: String) { editor.write(Array("martlet: \(message)\n".utf8)) }
}

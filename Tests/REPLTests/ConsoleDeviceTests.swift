import MartletREPL
import MartletRuntime
import Synchronization
import Testing

/// The state of a terminal's device, with an editor that does what a test says.
@Suite struct ConsoleDeviceTests {
  /// An editor that notes what it is asked for.
  private final class Editor: LineEditor {
    struct State {
      var prompts: [String] = []
      var remembered: [String] = []
      var written = ""
      var receive: (@Sendable (LineEvent) -> Void)?
      var completions: [Int] = []
    }

    let state = Mutex(State())
    let traits = ShellTraits(isInteractive: true)

    func start(history: [String], receive: @escaping @Sendable (LineEvent) -> Void) {
      state.withLock { $0.receive = receive }
    }
    func edit(prompt: String, typed: String) {
      state.withLock { $0.prompts.append(prompt + typed) }
    }
    func remember(_ statement: String) { state.withLock { $0.remembered.append(statement) } }
    func write(_ bytes: [UInt8]) {
      state.withLock { $0.written += String(decoding: bytes, as: UTF8.self) }
    }
    func complete(_ request: Int, start: Int, candidates: [ShellCandidate]) {
      state.withLock { $0.completions.append(start) }
    }
    func readKey(milliseconds: Int) { send(.key(.timeout)) }
    func finish() {}

    func send(_ event: LineEvent) { state.withLock { $0.receive }?(event) }
  }

  private let editor = Editor()
  private let device: ConsoleDevice
  private let inputs = Monitor<[ShellInput]>([])
  private let events = Monitor<[ShellEvent]>([])

  init() { device = ConsoleDevice(editor: editor, history: History(path: nil)) }

  private func read() {
    let inputs = inputs
    device.readStatement(prompt: "1> ", continuation: ".> ") { input in
      inputs.withLock { $0.append(input) }
    }
  }

  private func listen() {
    let events = events
    device.awaitEvent { event in events.withLock { $0.append(event) } }
  }

  private var prompts: [String] { editor.state.withLock { $0.prompts } }

  @Test func linesBecomeAStatement() {
    read()
    editor.send(.line("[1,"))
    editor.send(.line("2]"))
    #expect(prompts == ["1> ", ".> "])
    #expect(inputs.withLock { $0 } == [.statement("[1,\n2]")])
    #expect(editor.state.withLock { $0.remembered } == ["[1,\n2]"])
  }

  @Test func anotherReaderTakesOverAndNothingTypedIsLost() {
    read()
    editor.send(.line("[1,"))
    read()
    #expect(inputs.withLock { $0 } == [.interrupted])
    editor.send(.line("2]"))
    #expect(inputs.withLock { $0 } == [.interrupted, .statement("[1,\n2]")])
    #expect(prompts == ["1> ", ".> "])
  }

  @Test func theEndLeavesAnUnfinishedStatementFirst() {
    read()
    editor.send(.line("[1,"))
    editor.send(.end)
    read()
    editor.send(.end)
    #expect(inputs.withLock { $0 } == [.interrupted, .end])
  }

  @Test func interruptsBelongToWhoeverIsAtWork() {
    read()
    editor.send(.line("[1,"))
    editor.send(.interrupt(whileEditing: true))
    #expect(inputs.withLock { $0 } == [.interrupted])
    editor.send(.interrupt(whileEditing: false))
    editor.send(.typed("break()\n"))
    listen()
    listen()
    #expect(events.withLock { $0 } == [.interrupt, .interrupt])
  }

  @Test func completionSeesTheWholeStatement() {
    read()
    editor.send(.line("[1,"))
    listen()
    editor.send(.complete(request: 7, line: "Lis", cursor: 3))
    #expect(events.withLock { $0 } == [.complete(request: 7, text: "[1,\nLis", cursor: 7)])
    device.complete(7, start: 4, candidates: [])
    #expect(editor.state.withLock { $0.completions } == [0])
  }

  @Test func whatIsTypedAheadIsForTheNextPrompt() {
    editor.send(.typed("1 + 1\n"))
    editor.send(.typed("2\n"))
    read()
    #expect(prompts == ["1> 1 + 1\n"])
    editor.send(.line("1 + 1"))
    read()
    #expect(prompts == ["1> 1 + 1\n", "1> 2\n"])
  }

  @Test func manyResizesAreOneEvent() {
    for columns in 20..<40 { editor.send(.resize(columns: columns, rows: 10)) }
    listen()
    listen()
    #expect(events.withLock { $0 } == [.resize(columns: 39, rows: 10)])
  }

  @Test func everybodyHearsOfTheEnd() {
    read()
    listen()
    editor.send(.closed)
    #expect(inputs.withLock { $0 } == [.end])
    #expect(events.withLock { $0 } == [.closed])
    read()
    listen()
    #expect(inputs.withLock { $0 } == [.end, .end])
    #expect(events.withLock { $0 } == [.closed, .closed])
  }
}

@preconcurrency import CReadline
import MartletREPL
import MartletRuntime
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Edits lines at the terminal with GNU readline.
///
/// Readline is used through its callback interface by one thread alone, which also waits for what
/// others want: the wake pipe is polled beside standard input. While a line is edited, everything
/// printed passes through that thread too, above the line; otherwise it is written by whoever
/// prints.
final class ReadlineEditor: LineEditor, @unchecked Sendable {
  /// What the thread is asked to do.
  enum Command: Sendable {
    case edit(prompt: String, typed: String)
    case remember(String)
    case readKey(milliseconds: Int)
    case interrupt
    case resize
    case suspend
    case resume
    case finish(Rendezvous<Bool>)
  }

  /// What others share with the thread.
  struct Shared {
    var commands: [Command] = []
    /// What is to be printed above the line, and who waits for that.
    var writes: [(bytes: [UInt8], done: Rendezvous<Bool>)] = []
    /// Whether the terminal belongs to readline.
    var isEditing = false
    /// Whether the cursor stands at the start of a line, as far as is known.
    var isAtLineStart = true
    var isFinished = false
    /// The number of the last request for completion, and the answer to it.
    var request = 0
    var answer: ReadlineCompletion?
  }

  /// What becomes of keys that are pressed.
  enum Mode: Equatable {
    /// The terminal gathers lines itself, with echo.
    case lines
    /// Readline edits a line.
    case editing
    /// Each key comes at once. Whoever waits for one does so until the first time; after the second
    /// the terminal gathers lines again.
    case keys(waitsUntil: Int?, lastsUntil: Int)
  }

  let shared = Mutex(Shared())
  private let wakePipe: (read: Int32, write: Int32)
  private let usesColor: Bool
  private let movesCursor: Bool
  /// The terminal's settings as they were found.
  private var foundSettings = termios()

  // What belongs to the thread alone.
  var receive: @Sendable (LineEvent) -> Void = { _ in }
  var mode = Mode.lines
  /// Bytes that readline gets before those of the terminal.
  var pending: ArraySlice<UInt8> = []
  /// Bytes of keys that nobody has asked for yet.
  var keys: [UInt8] = []
  /// The line that is typed while none is edited.
  private var typed: [UInt8] = []
  /// What came of the line that was edited.
  private var result: LineEvent?
  /// Whether nothing more can be read.
  var isHungUp = false
  /// The end of a paste, which readline is given when its own does not come.
  private var pasteEnd = ReadlineEditor.endOfPaste
  private static let endOfPaste = Array("\u{1B}[201~".utf8)[...]

  /// The editor whose thread readline calls back on.
  nonisolated(unsafe) static var current: ReadlineEditor?

  /// Sets readline up; before other threads are started, since that changes the environment.
  init(usesColor: Bool, movesCursor: Bool) {
    self.usesColor = usesColor
    self.movesCursor = movesCursor
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakePipe = (ends[0], ends[1])
    tcgetattr(0, &foundSettings)
    ReadlineEditor.current = self
    Readline.initialize()
  }

  // MARK: - What others ask for

  func start(history: [String], receive: @escaping @Sendable (LineEvent) -> Void) {
    self.receive = receive
    _ = SystemThread(stackBytes: 8 << 20) { [self] in
      for statement in history { add_history(statement) }
      run()
    }
  }

  func edit(prompt: String, typed: String) { send(.edit(prompt: prompt, typed: typed)) }

  func remember(_ statement: String) { send(.remember(statement)) }

  func readKey(milliseconds: Int) { send(.readKey(milliseconds: milliseconds)) }

  func send(_ command: Command) {
    shared.withLock { $0.commands.append(command) }
    wake()
  }

  func write(_ bytes: [UInt8]) {
    let done = shared.withLock { shared -> Rendezvous<Bool>? in
      guard shared.isEditing else {
        ReadlineEditor.put(bytes, &shared)
        return nil
      }
      let done = Rendezvous<Bool>()
      shared.writes.append((bytes, done))
      return done
    }
    guard let done else { return }
    wake()
    _ = done.wait()
  }

  func complete(_ request: Int, start: Int, candidates: [ShellCandidate]) {
    shared.withLock { shared in
      if shared.request == request {
        shared.answer = ReadlineCompletion(start: start, candidates: candidates)
      }
    }
    wake()
  }

  var traits: ShellTraits {
    var size = winsize()
    let isKnown = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
    return ShellTraits(
      isInteractive: true,
      usesColor: usesColor,
      movesCursor: movesCursor,
      columns: isKnown ? Int(size.ws_col) : 80,
      rows: isKnown ? Int(size.ws_row) : 24
    )
  }

  func finish() {
    if shared.withLock({ $0.isFinished }) { return }
    let done = Rendezvous<Bool>()
    send(.finish(done))
    // A terminal that does not take what is written does not keep the program from ending.
    _ = done.wait(milliseconds: 2_000)
  }

  /// Gives the terminal back at once, on any thread, for a program that ends here and now.
  func restoreTerminal() {
    if tcgetpgrp(0) == getpgrp() { tcsetattr(0, TCSANOW, &foundSettings) }
    if movesCursor { SystemDescriptor.writeAll(Array("\u{1B}[?2004l\r\n".utf8), to: 1) }
  }

  private func wake() {
    var byte: UInt8 = 1
    _ = systemWrite(wakePipe.write, &byte, 1)
  }

  // MARK: - The thread

  private func run() {
    while true {
      while let command = shared.withLock({ $0.commands.isEmpty ? nil : $0.commands.removeFirst() })
      {
        perform(command)
        if case .finish(let done) = command {
          done.bring(true)
          return
        }
      }
      performWrites()
      if mode == .editing, !pending.isEmpty { letReadlineRead() } else { waitForKeys() }
    }
  }

  private func perform(_ command: Command) {
    switch command {
    case .edit(let prompt, let typed): beginEditing(prompt, typed)
    case .remember(let statement): add_history(statement)
    case .readKey(let milliseconds): beginReadingKey(milliseconds)
    case .interrupt:
      typed = []
      keys = []
      if mode == .editing {
        dropLine()
      } else {
        // The terminal has shown ^C.
        shared.withLock { ReadlineEditor.put([10], &$0) }
        receive(.interrupt(whileEditing: false))
      }
    case .resize:
      if mode == .editing { rl_resize_terminal() } else { rl_reset_screen_size() }
      let traits = traits
      receive(.resize(columns: traits.columns, rows: traits.rows))
    case .suspend: suspend()
    case .resume: resume()
    case .finish:
      if mode == .editing { rl_callback_handler_remove() }
      leaveKeys()
      mode = .lines
      endEditing()
      shared.withLock { $0.isFinished = true }
    }
  }

  private func waitForKeys() {
    var requests = [
      pollfd(fd: wakePipe.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isHungUp ? -1 : 0, events: Int16(POLLIN), revents: 0),
    ]
    var timeout: Int32 = -1
    if case .keys(let waitsUntil, let lastsUntil) = mode {
      timeout = Int32(clamping: max((waitsUntil ?? lastsUntil) - Readline.milliseconds, 0))
    }
    let count = poll(&requests, 2, timeout)
    if count < 0 { return }
    if requests[0].revents != 0 { drainWakePipe() }
    if requests[1].revents != 0 {
      switch mode {
      case .editing: letReadlineRead()
      case .lines: readTyped(hangUp: requests[1].revents & Int16(POLLHUP) != 0)
      case .keys:
        if let bytes = SystemDescriptor.readSome(64, from: 0), !bytes.isEmpty {
          keys += bytes
        } else {
          hangUp()
        }
      }
    }
    if case .keys = mode { serveKeys() }
  }

  private func drainWakePipe() {
    var buffer = [UInt8](repeating: 0, count: 64)
    while systemRead(wakePipe.read, &buffer, buffer.count) > 0 {}
  }

  /// Takes what was typed while no line is edited.
  private func readTyped(hangUp isLost: Bool) {
    guard let bytes = SystemDescriptor.readSome(4096, from: 0) else { return hangUp() }
    if bytes.isEmpty { return isLost ? hangUp() : receive(.typedEnd) }
    typed += bytes
    // What came while readline had the terminal has the ends of lines that keys send.
    while let end = typed.firstIndex(where: { $0 == 10 || $0 == 13 }) {
      let line = String(decoding: typed[..<end], as: UTF8.self) + "\n"
      typed.removeFirst(end + 1)
      shared.withLock { $0.isAtLineStart = true }
      receive(.typed(line))
    }
  }

  private func hangUp() {
    isHungUp = true
    leaveKeys()
    mode = .lines
    receive(.closed)
  }

  // MARK: - Editing

  private func beginEditing(_ prompt: String, _ typed: String) {
    if mode == .editing { return }
    leaveKeys()
    // The beginning of a line comes after all lines that were typed before it.
    let beginning = typed.isEmpty ? self.typed : []
    if typed.isEmpty { self.typed = [] }
    pending = (keys + Array(typed.utf8) + beginning)[...]
    keys = []
    shared.withLock { shared in
      if !shared.isAtLineStart { ReadlineEditor.put([10], &shared) }
      shared.isEditing = true
    }
    if isHungUp {
      endEditing()
      return receive(.end)
    }
    mode = .editing
    rl_callback_handler_install(Readline.marked(prompt)) { line in
      ReadlineEditor.current?.accept(line)
    }
  }

  private func letReadlineRead() {
    pasteEnd = ReadlineEditor.endOfPaste
    rl_callback_read_char()
    guard var event = result else { return }
    result = nil
    // An end that nextByte has made up for readline.
    if event == .end && takeInterrupt() { event = .interrupt(whileEditing: true) }
    mode = .lines
    endEditing()
    if case .line = event {} else { shared.withLock { ReadlineEditor.put([10], &$0) } }
    receive(event)
  }

  /// Whether an interrupt is waiting; it does so no longer.
  private func takeInterrupt() -> Bool {
    shared.withLock { shared in
      let index = shared.commands.firstIndex {
        if case .interrupt = $0 { true } else { false }
      }
      if let index { shared.commands.remove(at: index) }
      return index != nil
    }
  }

  /// Readline is done with a line.
  private func accept(_ line: UnsafeMutablePointer<CChar>?) {
    rl_callback_handler_remove()
    if let line {
      result = .line(String(cString: line))
      free(line)
    } else {
      result = .end
    }
  }

  private func dropLine() {
    rl_callback_sigcleanup()
    rl_point = rl_end
    rl_redisplay()
    rl_echo_signal_char(SIGINT)
    rl_crlf()
    rl_free_line_state()
    rl_callback_handler_remove()
    fflush(rl_outstream)
    pending = []
    mode = .lines
    endEditing()
    receive(.interrupt(whileEditing: true))
  }

  /// Lets others write by themselves again.
  private func endEditing() {
    let writes = shared.withLock { shared in
      for write in shared.writes { ReadlineEditor.put(write.bytes, &shared) }
      shared.isEditing = false
      defer { shared.writes = [] }
      return shared.writes
    }
    for write in writes { write.done.bring(true) }
  }

  /// Prints above the line what others want printed.
  func performWrites() {
    guard mode == .editing else { return }
    let writes = shared.withLock { shared in
      defer { shared.writes = [] }
      return shared.writes
    }
    if writes.isEmpty { return }
    rl_clear_visible_line()
    fflush(rl_outstream)
    shared.withLock { shared in
      for write in writes { ReadlineEditor.put(write.bytes, &shared) }
      if !shared.isAtLineStart { ReadlineEditor.put([10], &shared) }
    }
    rl_forced_update_display()
    for write in writes { write.done.bring(true) }
  }

  /// Writes to the terminal and notes where that leaves the cursor.
  private static func put(_ bytes: [UInt8], _ shared: inout Shared) {
    SystemDescriptor.writeAll(bytes, to: 1)
    shared.isAtLineStart = Readline.endsLine(bytes) ?? shared.isAtLineStart
  }

  /// The next byte for readline; waits for it inside of a key or a paste only.
  func nextByte() -> Int32 {
    while true {
      if let byte = pending.popFirst() { return Int32(byte) }
      let isUrgent = isUrgent
      var requests = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wakePipe.read, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&requests, 2, isUrgent ? 0 : -1) < 0 { continue }
      if requests[0].revents != 0 {
        var byte: UInt8 = 0
        if systemRead(0, &byte, 1) == 1 { return Int32(byte) }
        return endOfInput()
      }
      if isUrgent { return endOfInput() }
      drainWakePipe()
      performWrites()
    }
  }

  /// Readline takes the end in the middle of a paste for text, so the paste ends first.
  private func endOfInput() -> Int32 {
    if rl_readline_state & UInt(RL_STATE_MOREINPUT) != 0, let byte = pasteEnd.popFirst() {
      return Int32(byte)
    }
    return -1
  }

  /// Whether what readline does is to be dropped.
  var isUrgent: Bool {
    shared.withLock { shared in
      shared.commands.contains {
        switch $0 {
        case .interrupt, .finish: true
        default: false
        }
      }
    }
  }

  /// Waits for the answer to a request for completion, while others may print.
  func awaitCompletion(milliseconds: Int) -> ReadlineCompletion? {
    let deadline = Readline.milliseconds + milliseconds
    while true {
      if let answer = shared.withLock({ $0.answer }) { return answer }
      let left = deadline - Readline.milliseconds
      if left <= 0 || isUrgent { return nil }
      if SystemDescriptor.isReadable(wakePipe.read, milliseconds: Int32(clamping: left)) {
        drainWakePipe()
        performWrites()
      }
    }
  }

  // MARK: - Suspending

  private func suspend() {
    if mode == .editing { rl_cleanup_after_signal() }
    let keysMode = mode
    leaveKeys()
    // The signal is blocked in all threads; here it takes effect.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTSTP)
    raise(SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    switch keysMode {
    case .editing: redraw()
    case .keys: enterKeys(keysMode)
    case .lines: break
    }
  }

  /// The program goes on; who stopped it may have changed the terminal.
  private func resume() {
    var settings = termios()
    guard mode == .editing, tcgetattr(0, &settings) == 0,
      settings.c_lflag & tcflag_t(ICANON) != 0
    else { return }
    redraw()
  }

  private func redraw() {
    rl_reset_after_signal()
    rl_forced_update_display()
  }

  /// Changes whether each key comes at once.
  func setKeysMode(_ isOn: Bool) {
    var settings = foundSettings
    if isOn {
      settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
      withUnsafeMutableBytes(of: &settings.c_cc) { characters in
        characters[Int(VMIN)] = 1
        characters[Int(VTIME)] = 0
      }
    }
    tcsetattr(0, TCSADRAIN, &settings)
  }
}

// The C functions whose names are those of methods.
#if canImport(Glibc)
private let systemRead = Glibc.read
private let systemWrite = Glibc.write
#elseif canImport(Darwin)
private let systemRead = Darwin.read
private let systemWrite = Darwin.write
#endif

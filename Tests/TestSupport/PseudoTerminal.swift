import Foundation

/// A command that runs at a terminal of its own.
///
/// Everything waits for what the command shows; nothing waits for a time to pass.
package final class PseudoTerminal: @unchecked Sendable {
  /// What was waited for has not come.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private let main: Int32
  /// Kept open: its settings are looked at after the command has ended.
  private let secondary: Int32
  private let child: pid_t
  private let lock = NSLock()
  private var screenState: TerminalScreen
  private var output: [UInt8] = []
  private var status: Int32?

  /// How long anything may take, in seconds.
  private static let patience = 120.0

  /// Starts a command; its environment is `environment` and nothing else.
  package init(
    _ command: [String],
    environment: [String: String],
    columns: Int = 80,
    rows: Int = 24
  ) throws {
    var ends: (main: Int32, secondary: Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    var size = PseudoTerminal.size(columns, rows)
    guard openpty(&ends.main, &ends.secondary, &name, nil, &size) == 0 else {
      throw Failure(description: "the system has no terminal: \(String(cString: strerror(errno)))")
    }
    (main, secondary) = ends
    let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    _ = fcntl(main, F_SETFD, FD_CLOEXEC)
    _ = fcntl(secondary, F_SETFD, FD_CLOEXEC)
    screenState = TerminalScreen(columns: columns, rows: rows)
    child = try PseudoTerminal.spawn(command, environment, path)
  }

  deinit {
    if status == nil {
      kill(-child, SIGKILL)
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    close(main)
    close(secondary)
  }

  private static func size(_ columns: Int, _ rows: Int) -> winsize {
    winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
  }

  private static func spawn(
    _ command: [String],
    _ environment: [String: String],
    _ path: String
  ) throws -> pid_t {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    let ownSession: Int32 = 0x0400
    #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    let ownSession: Int32 = 0x80
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // The first terminal that the leader of a session opens is the session's.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTSTP, SIGPIPE, SIGHUP] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | ownSession
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, command[0], &actions, &attributes, &words, &variables)
    if code != 0 { throw Failure(description: "cannot start \(command[0]): error \(code)") }
    return child
  }

  // MARK: - What a person does

  /// Types a text.
  package func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
      if written <= 0 { return }
      bytes.removeFirst(written)
    }
  }

  /// Makes the window another size.
  package func resize(columns: Int, rows: Int) {
    lock.withLock { screenState.resize(columns: columns, rows: rows) }
    var size = PseudoTerminal.size(columns, rows)
    _ = ioctl(main, UInt(TIOCSWINSZ), &size)
  }

  /// Sends a signal to the command.
  package func signal(_ number: Int32) { kill(child, number) }

  // MARK: - What a person sees

  /// What is shown.
  package var screen: TerminalScreen { lock.withLock { screenState } }

  /// All bytes that have been written.
  package var transcript: String { lock.withLock { String(decoding: output, as: UTF8.self) } }

  /// Waits until the screen is as it should be.
  package func wait(
    for what: String,
    _ condition: @escaping @Sendable (TerminalScreen) -> Bool
  ) async throws {
    let isSeen = await onThread { self.readUntil { condition(self.screenState) } }
    if !isSeen { throw failure(what) }
  }

  /// Waits until the screen shows a text.
  package func wait(for text: String) async throws {
    try await wait(for: "\"\(text)\"") { $0.text.contains(text) }
  }

  /// Waits until the line of the cursor is a text; blanks at its end do not count.
  package func wait(forLine text: String) async throws {
    let line = String(text.reversed().drop { $0 == " " }.reversed())
    try await wait(for: "the line \"\(text)\"") { $0.currentLine == line }
  }

  /// Waits for the end of the command; gives its exit status, or 128 and the number of the signal.
  package func waitForExit() async throws -> Int {
    let isOver = await onThread {
      self.readUntil {
        var status: Int32 = 0
        guard waitpid(self.child, &status, WNOHANG) == self.child else { return false }
        self.status = status
        return true
      }
    }
    guard isOver, let status else { throw failure("the end of the command") }
    return Int(status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
  }

  /// Whether the terminal gathers lines and echoes them, as it does before any program changes that.
  package var isInLineMode: Bool {
    var settings = termios()
    guard tcgetattr(secondary, &settings) == 0 else { return false }
    let flags = tcflag_t(ICANON | ECHO | ISIG)
    return settings.c_lflag & flags == flags
  }

  private func failure(_ what: String) -> Failure {
    let raw = transcript.suffix(1_500).debugDescription
    return Failure(description: "waited for \(what); the screen:\n\(screen.text)\nbytes: \(raw)")
  }

  private func onThread(_ body: @escaping @Sendable () -> Bool) async -> Bool {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: body()) }
    }
  }

  /// Reads what the command writes until `condition` holds, which is asked with the lock held.
  private func readUntil(_ condition: () -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: PseudoTerminal.patience)
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      if lock.withLock(condition) { return true }
      if Date() > deadline { return false }
      var request = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
      // In between the condition is asked anew: the end of a command writes nothing.
      guard poll(&request, 1, 20) > 0 else { continue }
      let count = read(main, &buffer, buffer.count)
      if count > 0 {
        lock.withLock {
          output += buffer[..<count]
          screenState.feed(buffer[..<count])
        }
      } else {
        usleep(1_000)
      }
    }
  }
}

import MartletREPL
import MartletRuntime

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the user of a shell sits: at a terminal, or behind a pipe.
struct ShellSeat {
  let sources: SourceSettings
  /// What is to be done when a signal ends the command.
  var beforeLeaving: @Sendable (ExitStatus) -> Void = { _ in }

  /// Whether it is a terminal.
  static var isConsole: Bool { isatty(0) == 1 && isatty(1) == 1 }

  /// Calls `body` with the device of the seat.
  ///
  /// Signals are taken from here on, so no other thread may have been started.
  func sit(_ body: (any ShellDevice) throws -> ExitStatus) throws -> ExitStatus {
    ShellSeat.isConsole ? try atConsole(body) : try inPipe(body)
  }

  private func atConsole(_ body: (any ShellDevice) throws -> ExitStatus) throws -> ExitStatus {
    let term = ShellSeat.variable("TERM") ?? ""
    let editor = ReadlineEditor(
      usesColor: sources.color.isOn(for: 1),
      movesCursor: !term.isEmpty && term != "dumb"
    )
    let beforeLeaving = beforeLeaving
    Interrupts.onSignals(
      [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]
    ) { number in
      switch number {
      case SIGINT: editor.send(.interrupt)
      case SIGWINCH: editor.send(.resize)
      case SIGTSTP: editor.send(.suspend)
      case SIGCONT: editor.send(.resume)
      default:
        editor.restoreTerminal()
        beforeLeaving(ExitStatus(number: 128 + number))
        _exit(128 + number)
      }
    }
    let history = History(path: History.defaultPath(ShellSeat.variable))
    let device = ConsoleDevice(editor: editor, history: history)
    // However the shell ends, the terminal is as it was.
    defer { device.close(status: 0) }
    return try body(device)
  }

  private func inPipe(_ body: (any ShellDevice) throws -> ExitStatus) throws -> ExitStatus {
    let terminal = sources.terminal
    let output = Output()
    let beforeLeaving = beforeLeaving
    Interrupts.onInterrupt {
      output.flush()
      beforeLeaving(.interrupted)
      ExitStatus.interrupted.leave()
    }
    // Not before: it has a thread.
    let device = PipeDevice(
      descriptor: 0,
      output: output,
      usesColor: sources.color.isOn(for: 1),
      columns: ShellSeat.variable("COLUMNS").flatMap { Int($0) } ?? 80,
      report: { terminal.error($0) }
    )
    return try body(device)
  }

  /// The value of a variable of the environment.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

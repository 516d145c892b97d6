import Martlet
import MartletREPL
import MartletRuntime
import MartletSyntax

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How an interactive shell is started.
struct ShellStart {
  /// Which file is evaluated first.
  enum Startup: Equatable {
    /// The user's own, if there is one and somebody sits there.
    case usual
    case none
    case file(String)
  }

  /// A file that is run before anything is read; its variables and functions stay.
  var file: String?
  /// What `System.argv` gives.
  var arguments: [String] = []
  var startup = Startup.usual
  var machine = RunSettings()
  var sources = SourceSettings()

  /// Runs the shell until its user leaves it, and returns what to tell the caller.
  func run() throws -> ExitStatus {
    let isConsole = isatty(0) == 1 && isatty(1) == 1
    let scripts = try scripts(isConsole)
    let shell = ShellRun(
      settings: machine,
      terminal: sources.terminal,
      pipeline: sources.pipeline(file: file == "-" ? nil : file),
      arguments: arguments,
      scripts: scripts
    )
    return isConsole ? try runAtConsole(shell) : try runInPipe(shell)
  }

  private func runAtConsole(_ shell: ShellRun) throws -> ExitStatus {
    let term = ShellStart.variable("TERM") ?? ""
    let editor = ReadlineEditor(
      usesColor: sources.color.isOn(for: 1),
      movesCursor: !term.isEmpty && term != "dumb"
    )
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
        _exit(128 + number)
      }
    }
    let history = History(path: History.defaultPath(ShellStart.variable))
    let device = ConsoleDevice(editor: editor, history: history)
    // However the shell ends, the terminal is as it was.
    defer { device.close(status: 0) }
    return try shell.run(on: device)
  }

  private func runInPipe(_ shell: ShellRun) throws -> ExitStatus {
    let terminal = sources.terminal
    let output = Output()
    let device = PipeDevice(
      descriptor: 0,
      output: output,
      usesColor: sources.color.isOn(for: 1),
      columns: ShellStart.variable("COLUMNS").flatMap { Int($0) } ?? 80,
      report: { terminal.error($0) }
    )
    Interrupts.onInterrupt {
      output.flush()
      ExitStatus.interrupted.leave()
    }
    return try shell.run(on: device)
  }

  /// What is evaluated before anything is read.
  private func scripts(_ isConsole: Bool) throws -> [ShellScript] {
    var scripts: [ShellScript] = []
    switch startup {
    case .none: break
    case .file(let path): scripts.append(try script(path))
    case .usual:
      if isConsole, let folder = UserFolders.configuration(ShellStart.variable),
        access(folder + "/shell.mt", F_OK) == 0
      {
        do {
          let source = try SourceReader.read(folder + "/shell.mt")
          scripts.append(ShellScript(name: source.name, text: ShellStart.text(of: source)))
        } catch {
          // The shell is the place from which to mend it.
          sources.terminal.error("\(error)")
        }
      }
    }
    if let file { scripts.append(try script(file)) }
    return scripts
  }

  private func script(_ path: String) throws -> ShellScript {
    let source = try sources.read(path)
    return ShellScript(name: source.name, text: ShellStart.text(of: source))
  }

  private static func text(of source: SourceText) -> String {
    String(decoding: source.bytes, as: UTF8.self)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

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
    let scripts = try scripts(ShellSeat.isConsole)
    let listening = try Listening(machine.listen, program: file ?? "shell", sources.terminal)
    let shell = ShellRun(
      settings: machine,
      terminal: sources.terminal,
      pipeline: sources.pipeline(file: file == "-" ? nil : file),
      arguments: arguments,
      scripts: scripts,
      listening: listening
    )
    return try ShellSeat(sources: sources, beforeLeaving: listening.stop).sit(shell.run)
  }

  /// What is evaluated before anything is read.
  private func scripts(_ isConsole: Bool) throws -> [ShellScript] {
    var scripts: [ShellScript] = []
    switch startup {
    case .none: break
    case .file(let path): scripts.append(try script(path))
    case .usual:
      if isConsole, let folder = UserFolders.configuration(ShellSeat.variable),
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
}

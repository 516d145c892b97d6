import ArgumentParser
import MartletREPL
import MartletRuntime

/// `martlet attach`: opens a shell inside a running program.
struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Opens a shell inside a program that was started with --listen.",
    usage: "martlet attach [OPTIONS] [NAME]",
    discussion: """
      Without a name it lists the programs that can be reached. Leaving the shell leaves the program \
      running. The exit status is that of the shell, or of the program when that ends meanwhile, and \
      69 when the program cannot be reached.
      """
  )

  @Flag(help: "Use no colour; so do NO_COLOR=1 and TERM=dumb.")
  var noColor = false

  @Argument(help: ArgumentHelp("The name that the program listens by.", valueName: "NAME"))
  var name: String?

  func run() throws {
    var sources = SourceSettings()
    if noColor { sources.color = .never }
    do {
      let folder = try SocketFolder()
      guard let name else { return list(folder, sources.terminal) }
      // Before the terminal is touched: there may be nothing to do.
      let client = try AttachClient(name: name, folder: folder)
      throw try ShellSeat(sources: sources).sit { device in
        if device.traits.isInteractive {
          let program = client.program
          device.output.write(
            "Attached to \(name), process \(program.process): \(program.description)\n"
          )
        }
        return leave(client.run(at: device), name, sources.terminal)
      }
    } catch let problem as AttachProblem {
      sources.terminal.error(problem.description)
      throw ExitStatus.unavailable
    }
  }

  private func list(_ folder: SocketFolder, _ terminal: Terminal) {
    let programs = AttachClient.programs(in: folder)
    if programs.isEmpty {
      terminal.write(
        "No program can be reached; `martlet run --listen NAME FILE` starts one that can.\n"
      )
      return
    }
    let width = programs.map(\.name.count).max() ?? 0
    let lines = programs.map { program in
      let name = program.name + String(repeating: " ", count: width - program.name.count)
      return "\(name)  process \(program.process)  \(program.description)\n"
    }
    Output(descriptor: 1).write(lines.joined())
  }

  private func leave(
    _ ending: AttachClient.Ending,
    _ name: String,
    _ terminal: Terminal
  ) -> ExitStatus {
    switch ending {
    case .left(let status): return ExitStatus(number: status)
    case .programEnded(let status):
      terminal.write("\(name) has ended with status \(status)\n")
      return ExitStatus(number: status)
    case .lost:
      terminal.error("the connection to \(name) broke: it has died or was killed")
      return .unavailable
    }
  }
}

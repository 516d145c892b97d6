import ArgumentParser
import MartletRuntime

/// The command `martlet`.
struct MartletCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet",
    abstract: "Runs programs in Martlet, a small language of processes and messages.",
    usage: """
      martlet
      martlet FILE [ARGUMENTS]
      martlet run [OPTIONS] FILE [ARGUMENTS]
      martlet eval EXPRESSION
      martlet check FILE...
      martlet compile FILE...
      martlet test [PATHS]
      martlet -i FILE [ARGUMENTS]
      martlet attach [NAME]
      """,
    discussion: """
      `martlet` alone opens the interactive shell, and `martlet -i FILE` opens it after a file has \
      been run. `martlet FILE` is short for `martlet run FILE`; a file called `-` is standard input. \
      `martlet test` runs the tests in files whose names end in _test.mt.

      The exit status is 0 when the program ends normally, 1 when it crashes or a test fails, 2 for \
      a wrong use of the command, 65 when the source has errors, 69 when a running program cannot be \
      reached, 74 when a file cannot be read and 130 after Ctrl-C.
      """,
    version: "martlet \(MartletVersion.current)",
    subcommands: [
      RunCommand.self, EvalCommand.self, CheckCommand.self, CompileCommand.self, TestCommand.self,
      ShellCommand.self, AttachCommand.self,
    ],
    defaultSubcommand: RunCommand.self
  )
}

/// Where the command starts.
@main
enum Main {
  static func main() {
    // A reader that goes away is no crash: writing says so.
    Interrupts.ignoreBrokenPipes()
    do {
      if let program = CommandLineForm.program(in: CommandLine.arguments) {
        throw try FileRun(file: program.file, arguments: program.arguments).run()
      }
      if CommandLineForm.isBare(CommandLine.arguments) { throw try ShellStart().run() }
      var command = try MartletCommand.parseAsRoot(CommandLineForm.words(of: CommandLine.arguments))
      try command.run()
    } catch {
      leave(error)
    }
  }

  private static func leave(_ error: any Error) -> Never {
    if let status = error as? ExitStatus { status.leave() }
    let code = MartletCommand.exitCode(for: error)
    let message = MartletCommand.fullMessage(for: error)
    if code.isSuccess {
      Output(descriptor: 1).write(message + "\n")
      ExitStatus.success.leave()
    }
    if !message.isEmpty { Output.standardError.write(message + "\n") }
    ExitStatus.badUsage.leave()
  }
}

import ArgumentParser
import Martlet
import MartletRuntime

/// `martlet run`: runs the program in a file.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the program in a file.",
    usage: "martlet run [OPTIONS] FILE [ARGUMENTS]",
    discussion: "What follows FILE is for the program, which finds it in System.argv()."
  )

  @OptionGroup(title: "Machine") var machine: RunOptions
  @OptionGroup(title: "Machine") var listening: ListenOptions
  @OptionGroup(title: "Sources") var sources: SourceOptions

  @Option(
    help: ArgumentHelp(
      "Show what this stage makes of the file and do not run it.",
      valueName: "stage"
    )
  )
  var stopAfter: Pipeline.Stage?

  @Argument(help: ArgumentHelp("The program; - is standard input.", valueName: "FILE"))
  var file: String

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program's own arguments.", valueName: "ARGUMENTS")
  )
  var arguments: [String] = []

  func run() throws {
    if let stopAfter {
      try show(stopAfter)
      return
    }
    throw try FileRun(
      file: file,
      arguments: arguments,
      machine: listening.added(to: machine.settings),
      sources: sources.settings
    ).run()
  }

  private func show(_ stage: Pipeline.Stage) throws {
    let settings = sources.settings
    let source = try settings.read(file)
    let pipeline = settings.pipeline(file: file == "-" ? nil : file)
    let (text, diagnostics) = pipeline.show(source, after: stage)
    settings.terminal.show(diagnostics, of: source)
    guard let text else { throw ExitStatus.sourceErrors }
    Output(descriptor: 1).write(text)
  }
}

extension Pipeline.Stage: ExpressibleByArgument {}

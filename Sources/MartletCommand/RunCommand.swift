import ArgumentParser
import Martlet
import MartletRuntime
import MartletSyntax

/// `martlet run`: runs the program in a file.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the program in a file.",
    usage: "martlet run [OPTIONS] FILE [ARGUMENTS]",
    discussion: "What follows FILE is for the program, which finds it in System.argv()."
  )

  @OptionGroup(title: "Machine") var machine: RunOptions
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
    let source = try sources.read(file)
    let pipeline = sources.pipeline(file: file == "-" ? nil : file)
    if let stopAfter {
      try show(source, stopAfter, pipeline)
      return
    }
    let compilation = try sources.compile(source, pipeline)
    throw try ProgramRun(
      options: machine,
      terminal: sources.terminal,
      pipeline: pipeline,
      arguments: arguments
    ).run(compilation)
  }

  private func show(_ source: SourceText, _ stage: Pipeline.Stage, _ pipeline: Pipeline) throws {
    let (text, diagnostics) = pipeline.show(source, after: stage)
    sources.terminal.show(diagnostics, of: source)
    guard let text else { throw ExitStatus.sourceErrors }
    Output(descriptor: 1).write(text)
  }
}

extension Pipeline.Stage: ExpressibleByArgument {}

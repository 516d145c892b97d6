import ArgumentParser
import Martlet
import MartletSyntax

/// `martlet eval`: shows the value of an expression.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Shows the value of an expression.",
    usage: "martlet eval [OPTIONS] EXPRESSION",
    discussion: "Several expressions may follow each other, separated by `;`; the last one counts."
  )

  @OptionGroup(title: "Machine") var machine: RunOptions
  @OptionGroup(title: "Sources") var sources: SourceOptions

  @Argument(help: ArgumentHelp("The expression, for example '1 + 2'.", valueName: "EXPRESSION"))
  var expression: String

  func run() throws {
    let sources = self.sources.settings
    let pipeline = sources.pipeline(file: nil)
    let compilation = pipeline.compileShowingValue(SourceText(name: "expression", expression))
    sources.terminal.show(compilation.diagnostics, of: compilation.source)
    if compilation.hasErrors { throw ExitStatus.sourceErrors }
    throw try ProgramRun(
      settings: machine.settings,
      terminal: sources.terminal,
      pipeline: pipeline,
      arguments: []
    ).run(compilation)
  }
}

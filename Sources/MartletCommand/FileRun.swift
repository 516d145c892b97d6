import MartletSyntax

/// One run of the program in a file.
struct FileRun {
  /// The file; `-` is standard input.
  let file: String
  /// The program's own arguments.
  let arguments: [String]
  var machine = RunSettings()
  var sources = SourceSettings()

  /// Runs the program to its end and returns what to tell the caller.
  func run() throws -> ExitStatus {
    let source = try sources.read(file)
    let pipeline = sources.pipeline(file: file == "-" ? nil : file)
    return try ProgramRun(
      settings: machine,
      terminal: sources.terminal,
      pipeline: pipeline,
      arguments: arguments
    ).run(sources.compile(source, pipeline))
  }
}

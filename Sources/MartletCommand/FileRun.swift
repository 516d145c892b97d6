import MartletSyntax

/// One run of the program in a file.
struct FileRun {
  /// The file, of source text or bytecode; `-` is standard input.
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
    ).run(
      file.hasSuffix(BytecodeFile.suffix)
        ? BytecodeFile.modules(of: source, sources.terminal) : sources.compile(source, pipeline)
    )
  }
}

import ArgumentParser

/// `martlet check`: says what is wrong with programs without running them.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Shows errors and warnings of programs without running them.",
    usage: "martlet check [OPTIONS] FILE...",
    discussion: "The exit status is 65 when any file has errors; warnings do not count."
  )

  @OptionGroup var sources: SourceOptions

  @Argument(help: ArgumentHelp("The files; - is standard input.", valueName: "FILE"))
  var files: [String]

  func run() throws {
    let sources = self.sources.settings
    var status = ExitStatus.success
    for file in files {
      // The other files are checked all the same.
      do {
        let source = try sources.read(file)
        _ = try sources.compile(source, sources.pipeline(file: file == "-" ? nil : file))
      } catch let failure as ExitStatus {
        if status != .unreadable { status = failure }
      }
    }
    throw status
  }
}

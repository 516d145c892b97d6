import ArgumentParser
import MartletBytecode

/// `martlet compile`: writes the bytecode of source files to a file.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Writes the bytecode of programs and modules to a file.",
    usage: "martlet compile [OPTIONS] FILE... [-o OUTPUT]",
    discussion: """
      What several files hold goes into one. `martlet run OUTPUT` runs it, and so does a Swift \
      program without the compiler. Modules in other files are not taken along: name these files too.
      """
  )

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write to this file; by default to one called like the first, ending in .mtc.",
      valueName: "file"
    )
  )
  var output: String?

  @OptionGroup var sources: SourceOptions

  @Argument(help: ArgumentHelp("The files; - is standard input.", valueName: "FILE"))
  var files: [String]

  func validate() throws {
    if output == nil, files.first == "-" {
      throw ValidationError("Standard input has no name: -o says where to write.")
    }
  }

  func run() throws {
    let sources = self.sources.settings
    var modules: [BytecodeModule] = []
    var origins: [String: String] = [:]
    for file in files {
      let source = try sources.read(file)
      let compilation = try sources.compile(
        source,
        sources.pipeline(file: file == "-" ? nil : file)
      )
      for module in compilation.modules {
        if let other = origins.updateValue(source.name, forKey: module.name) {
          sources.terminal.error("the module \(module.name) is in \(other) and in \(source.name)")
          throw ExitStatus.sourceErrors
        }
      }
      modules += compilation.modules
    }
    let output = self.output ?? BytecodeFile.name(for: files[0])
    try BytecodeFile.write(modules, to: output, sources.terminal)
  }
}

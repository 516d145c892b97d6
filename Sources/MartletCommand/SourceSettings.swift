import Martlet
import MartletSyntax

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where source texts come from and how messages look.
struct SourceSettings: Sendable {
  /// Further folders in which modules are looked for.
  var searchPaths: [String] = []
  /// The folder of the standard library, or nil when it is not given.
  var stdlib: String?
  /// Whether messages have colour.
  var color = ColorChoice.auto

  /// Where messages go.
  var terminal: Terminal { Terminal(usesColor: color.isOn) }

  /// Returns the way from text to bytecode for the program in `file`, or for one that has no file.
  func pipeline(file: String?) -> Pipeline {
    let variable = getenv("MARTLET_STDLIB").map { String(cString: $0) }
    return Pipeline(
      finder: ModuleFinder(
        program: file,
        searchPaths: searchPaths,
        stdlibFolder: stdlib ?? variable.flatMap { $0.isEmpty ? nil : $0 }
      )
    )
  }

  /// Returns the text of `file`, `-` being standard input; leaves when it cannot be read.
  func read(_ file: String) throws -> SourceText {
    do throws(SourceReadError) {
      return file == "-" ? try SourceReader.readStandardInput() : try SourceReader.read(file)
    } catch {
      var message = error.description
      if error.isMissing, let meant = suggest(file, among: CommandLineForm.commands) {
        message += "\n  Did you mean `martlet \(meant)`?"
      }
      terminal.error(message)
      throw ExitStatus.unreadable
    }
  }

  /// Returns what the pipeline makes of `source` after it has shown all there is to say; leaves
  /// when there are errors.
  func compile(_ source: SourceText, _ pipeline: Pipeline) throws -> Pipeline.Compilation {
    let compilation = pipeline.compile(source)
    terminal.show(compilation.diagnostics, of: source)
    if compilation.hasErrors { throw ExitStatus.sourceErrors }
    return compilation
  }
}

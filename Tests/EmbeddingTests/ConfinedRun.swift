import Martlet
import MartletRuntime
import MartletSyntax
import Synchronization

/// A run of a script on a machine of its own with some capabilities.
struct ConfinedRun {
  let report: ExitReport
  let output: String
  let errors: String

  /// What is printed, gathered in memory.
  private final class Printed: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  /// The text has an error.
  struct CompilationError: Error {
    let messages: String
  }

  /// Runs a script to its end.
  init(_ text: String, _ capabilities: Capabilities, arguments: [String] = []) throws {
    let output = Printed()
    let errors = Printed()
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    let program = pipeline.compile(SourceText(name: "script.mt", text))
    guard !program.hasErrors else {
      throw CompilationError(messages: program.diagnostics.map { "\($0)" }.joined(separator: "\n"))
    }
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 2
    configuration.capabilities = capabilities
    let runtime = Runtime(
      configuration: configuration,
      hooks: MachineHooks(
        arguments: arguments,
        findModule: { name in pipeline.modules(named: name) { _ in } },
        compile: { name, text in
          let program = pipeline.compile(SourceText(name: name, bytes: text))
          return CompiledText(modules: program.hasErrors ? nil : program.modules, messages: "")
        }
      ),
      output: Output(receiver: { output.append($0) }),
      errors: Output(receiver: { errors.append($0) })
    )
    for module in program.modules { try runtime.load(module) }
    let main = program.modules.last?.name ?? ""
    report = runtime.run(module: main, function: "<main>")
    self.output = output.text
    self.errors = errors.text
  }
}

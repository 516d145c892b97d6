import Martlet
import MartletBytecode
import MartletRuntime
import MartletSyntax

/// One run of a compiled program in a virtual machine of its own.
struct ProgramRun {
  let settings: RunSettings
  let terminal: Terminal
  let pipeline: Pipeline
  /// The program's own arguments.
  let arguments: [String]

  /// The function that holds a file's expressions.
  private static let mainFunction = "<main>"

  /// Runs the program to its end and returns what to tell the caller.
  func run(_ compilation: Pipeline.Compilation) throws -> ExitStatus {
    let main = compilation.modules.first { module in
      module.functions.contains { $0.name == Self.mainFunction && $0.arity == 0 }
    }
    let output = Output()
    let hooks = CommandHooks(
      pipeline: pipeline,
      terminal: terminal,
      arguments: arguments,
      program: compilation.source
    )
    let runtime = Runtime(
      configuration: settings.configuration,
      hooks: hooks.machineHooks,
      output: output
    )
    for module in compilation.modules { try load(module, into: runtime) }
    // A file of modules alone has nothing to run.
    guard let main else { return .success }
    let listening = try Listening(settings.listen, program: compilation.source.name, terminal)
    Interrupts.onInterrupt {
      output.flush()
      listening.stop(.interrupted)
      ExitStatus.interrupted.leave()
    }
    listening.start(runtime)
    let report = runtime.run(module: main.name, function: Self.mainFunction)
    return try hooks.conclude(runtime, report, settings, listening)
  }

  private func load(_ module: BytecodeModule, into runtime: Runtime) throws {
    do {
      try runtime.load(module)
    } catch {
      terminal.error("cannot load \(module.name): \(error)")
      throw ExitStatus.crash
    }
  }
}

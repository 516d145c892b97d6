import Martlet
import MartletRuntime
import MartletSyntax

/// A shell in a virtual machine of its own.
struct ShellRun {
  let settings: RunSettings
  let terminal: Terminal
  let pipeline: Pipeline
  /// What `System.argv` gives.
  let arguments: [String]
  /// What the shell evaluates before it reads anything.
  let scripts: [ShellScript]
  /// Who else may come.
  let listening: Listening

  /// Runs the shell until its user leaves it.
  ///
  /// - Parameter device: Where the shell is used.
  func run(on device: any ShellDevice) throws -> ExitStatus {
    let hooks = CommandHooks(
      pipeline: pipeline,
      terminal: terminal,
      arguments: arguments,
      program: nil
    )
    let runtime = Runtime(
      configuration: settings.configuration,
      hooks: hooks.machineHooks,
      output: device.output
    )
    runtime.setConsole(device, scripts: scripts)
    listening.start(runtime)
    let report = runtime.run(module: "Shell", function: "main")
    device.output.flush()
    return try hooks.conclude(runtime, report, settings, listening)
  }
}

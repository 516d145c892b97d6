import Martlet
import MartletRuntime
import MartletSyntax

/// What a virtual machine asks of the command around it.
struct CommandHooks: Sendable {
  let pipeline: Pipeline
  let terminal: Terminal
  /// The program's own arguments.
  let arguments: [String]
  /// The text of the program, if it has one.
  let program: SourceText?
  /// What is typed in shells is compiled by.
  let statements: StatementCompiler

  /// Makes the hooks of one machine.
  init(pipeline: Pipeline, terminal: Terminal, arguments: [String], program: SourceText?) {
    self.pipeline = pipeline
    self.terminal = terminal
    self.arguments = arguments
    self.program = program
    statements = StatementCompiler(pipeline: pipeline)
  }

  /// The hooks as the machine takes them.
  var machineHooks: MachineHooks {
    MachineHooks(
      arguments: arguments,
      findModule: { name in
        pipeline.modules(named: name) { found in
          switch found {
          case .success(let compilation):
            terminal.show(compilation.diagnostics, of: compilation.source)
          case .failure(let error): terminal.error(error.description)
          }
        }
      },
      reportCrash: { terminal.write(render($0, usesColor: terminal.usesColor)) },
      reportLoadError: { terminal.error($0.description) },
      compile: { name, text in
        let compilation = pipeline.compile(SourceText(name: name, bytes: text))
        return CompiledText(
          modules: compilation.hasErrors ? nil : compilation.modules,
          messages: DiagnosticRenderer(compilation.source).render(compilation.diagnostics)
        )
      },
      compileStatement: { statements.compile($0) },
      renderCrash: { render($0, usesColor: $1) },
      listModules: { pipeline.finder.moduleNames }
    )
  }

  /// Does what there is to do when the main process has ended, and gives the command's status.
  func conclude(
    _ runtime: Runtime,
    _ report: ExitReport,
    _ settings: RunSettings,
    _ listening: Listening
  ) throws -> ExitStatus {
    if let crash = report.crash {
      terminal.write(render(crash, usesColor: terminal.usesColor))
    }
    let status = ExitStatus(report)
    listening.stop(status)
    if let file = settings.statistics {
      // What is still counted after that has been lost.
      runtime.tearDown()
      try StatisticsFile(runtime.statistics, report).write(to: file, terminal)
    }
    // The program ends now; taking the machine apart would only cost time.
    _ = Unmanaged.passRetained(runtime)
    return status
  }

  /// Shows a crash with lines of the program, of its other files, of what was typed and of the library.
  func render(_ crash: CrashReport, usesColor: Bool) -> String {
    var crash = Crash(crash)
    for index in crash.frames.indices {
      crash.frames[index].function = Self.asTyped(crash.frames[index].function)
    }
    return CrashRenderer(usesColor: usesColor) { file in
      if let program, file == program.name { return program }
      return statements.source(named: file) ?? pipeline.finder.source(named: file)
    }.render(crash)
  }

  /// The name of a function as the user of a shell knows it: without the modules in which the shell
  /// keeps what was typed.
  private static func asTyped(_ function: String) -> String {
    if let rest = function.after("Shell.Statement") {
      return rest == "run/1" ? "the statement" : "a block of the statement"
    }
    return function.after("Shell.Session") ?? function
  }
}

extension String {
  /// What follows `prefix`, a number and a dot; nil when the text does not begin with these.
  fileprivate func after(_ prefix: String) -> String? {
    guard hasPrefix(prefix) else { return nil }
    let rest = dropFirst(prefix.count).drop(while: \.isNumber)
    return rest.first == "." ? String(rest.dropFirst()) : nil
  }
}

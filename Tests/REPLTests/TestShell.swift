import Martlet
import MartletREPL
import MartletRuntime
import Testing

@testable import MartletCommand

/// A shell on a scripted device, in a virtual machine of its own.
final class TestShell: Sendable {
  let device: ScriptedDevice
  private let runtime: Runtime

  /// Starts a shell.
  ///
  /// - Parameters:
  ///   - scripts: What it evaluates before it reads anything.
  ///   - schedulers: How many scheduler threads the machine has.
  init(
    traits: ShellTraits = ShellTraits(isInteractive: true),
    scripts: [ShellScript] = [],
    schedulers: Int = 2
  ) {
    let device = ScriptedDevice(traits: traits)
    self.device = device
    var configuration = RuntimeConfiguration()
    configuration.schedulers = schedulers
    let hooks = CommandHooks(
      pipeline: Pipeline(finder: ModuleFinder(folders: [])),
      terminal: Terminal(usesColor: false),
      arguments: [],
      program: nil
    )
    let runtime = Runtime(
      configuration: configuration,
      hooks: hooks.machineHooks,
      output: device.output
    )
    runtime.setConsole(device, scripts: scripts)
    self.runtime = runtime
    let started = SystemThread(stackBytes: 8 << 20) {
      let report = runtime.run(module: "Shell", function: "main")
      if let crash = report.crash { device.output.write("the shell crashed: \(crash.reason)\n") }
      device.close(status: report.status ?? -1)
      runtime.tearDown()
    }
    #expect(started != nil)
  }

  /// Types statements and waits until each has been dealt with; gives what is written from the first
  /// prompt on, without the greeting.
  func answers(to statements: String...) throws -> String {
    try answers(to: statements)
  }

  /// Types statements and waits until each has been dealt with.
  func answers(to statements: [String]) throws -> String {
    for statement in statements {
      try #require(device.waitForPrompt(), "no prompt; so far: \(device.text)")
      device.type(statement)
    }
    try #require(device.waitForPrompt(), "no prompt; so far: \(device.text)")
    return text
  }

  /// What has been written, without the greeting and the last prompt, and with the numbers of
  /// processes and references left out.
  var text: String {
    var lines = device.text.split(separator: "\n", omittingEmptySubsequences: false)
    if let first = lines.first, first.hasPrefix("Martlet ") { lines.removeFirst() }
    if let last = lines.last, last.hasPrefix("martlet(") { lines.removeLast() }
    return Self.normalised(lines.joined(separator: "\n"))
  }

  /// The text without what differs from run to run.
  static func normalised(_ text: String) -> String {
    text.replacing(/#(pid|ref)<[0-9.]+>/) { "#\($0.1)<…>" }
  }

  /// Leaves the shell and gives the status for its user's command.
  func leave() -> Int? {
    device.type(.end)
    return device.waitForClose()
  }
}

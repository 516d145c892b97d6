import Foundation
import Martlet
import MartletSyntax
import Synchronization

@testable import MartletRuntime

/// A machine with limits that runs one script on a thread of its own, for the tests of limits.
///
/// The main process only waits, so that the machine lives until ``stop()``; the script's functions
/// are those of the module `script`.
final class ScriptMachine: Sendable {
  let runtime: Runtime
  private let output: Printed
  private let pids = Mutex<[UInt64]>([])
  private let ended = DispatchSemaphore(value: 0)

  /// Compiles the functions in `text` and starts a machine with them; `processes` are started before
  /// the main process.
  init(
    _ text: String,
    limits: Limits = Limits(),
    schedulers: Int = 2,
    start processes: [(function: String, budget: Budget?)] = []
  ) throws {
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    let source = """
      Process.sleep(:infinity)
      module Script {
      \(text)
      }
      """
    let program = pipeline.compile(SourceText(name: "script", source))
    if program.hasErrors { throw Refused(text: "\(program.diagnostics)") }
    var configuration = RuntimeConfiguration()
    configuration.schedulers = schedulers
    configuration.limits = limits
    let printed = Printed()
    runtime = Runtime(
      configuration: configuration,
      hooks: MachineHooks(findModule: { pipeline.modules(named: $0) { _ in } }),
      output: Output(receiver: { printed.append($0) })
    )
    output = printed
    for module in program.modules { try runtime.load(module) }
    for process in processes {
      var options = Spawn.Options()
      options.budget = process.budget
      guard let pid = runtime.start(module: "Script", function: process.function, options) else {
        throw Refused(text: "\(process.function) was not started")
      }
      pids.withLock { $0.append(pid.bits) }
    }
    let thread = Thread { [self] in
      _ = runtime.run(module: "script", function: "<main>")
      ended.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// The script was refused, or a process was not started.
  struct Refused: Error { let text: String }

  /// What the script has printed.
  final class Printed: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  /// The pid of the process that was started first, second and so on.
  func pid(_ index: Int) -> Term { Term(bits: pids.withLock { $0[index] }) }

  /// The identity of the process that was started first, second and so on.
  func id(_ index: Int) -> ProcessID {
    ProcessID(bits: pid(index).bits, machine: runtime.machine.pointee.serial)
  }

  /// What the script has printed, line by line.
  var lines: [String] {
    runtime.output.flush()
    return output.text.split(separator: "\n").map(String.init)
  }

  /// Waits until something holds; false when that takes longer than `seconds`.
  func wait(seconds: Double = 20, until condition: () -> Bool) -> Bool {
    let end = Date() + seconds
    while !condition() {
      if Date() > end { return false }
      usleep(2_000)
    }
    return true
  }

  /// Waits until the script has printed so many lines, and gives all.
  func lines(count: Int, seconds: Double = 20) -> [String] {
    _ = wait(seconds: seconds) { lines.count >= count }
    return lines
  }

  /// Ends the machine; false when it does not end.
  @discardableResult
  func stop() -> Bool {
    runtime.interrupt()
    return waitForEnd()
  }

  /// Waits until the machine has ended by itself; false when it does not.
  func waitForEnd() -> Bool {
    guard ended.wait(timeout: .now() + 20) == .success else { return false }
    runtime.tearDown()
    return true
  }
}

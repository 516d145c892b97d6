import Foundation
import Martlet
import MartletBytecode
import MartletRuntime
import MartletSyntax
import Synchronization

/// Runs nonsense in a virtual machine with narrow limits, and stops it soon.
enum FuzzRun {
  /// What came of a run.
  enum Ending {
    /// The source or the bytecode was refused.
    case refused
    /// The program ran, to its end or until it was stopped.
    case ran(ExitReport)
    /// The machine did not stop when it was told to.
    case stuck
  }

  /// Compiles a text and runs it.
  static func run(_ source: SourceText, milliseconds: Int = 60, stress: UInt64 = 0) -> Ending {
    let program = pipeline.compile(source)
    if program.hasErrors { return .refused }
    return run(program.modules, milliseconds: milliseconds, stress: stress)
  }

  /// Runs modules; the first one with a function for a file's expressions is the main one.
  static func run(
    _ modules: [BytecodeModule],
    milliseconds: Int = 60,
    stress: UInt64 = 0
  ) -> Ending {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1 + Int(stress % 2)
    configuration.collectsAlways = stress % 5 == 1
    if stress % 5 == 2 { configuration.sliceReductions = 1 }
    configuration.maxProcesses = 2_000
    configuration.maxAtoms = 50_000
    // The ledger is that of all machines in this process.
    configuration.maxMemory = 512 << 20
    let runtime = Runtime(
      configuration: configuration,
      hooks: MachineHooks(findModule: { name in
        pipeline.modules(named: name) { _ in }
      }),
      output: Output(receiver: { _ in })
    )
    guard let main = modules.first(where: { $0.functions.contains { $0.name == "<main>" } }) else {
      return .refused
    }
    do {
      for module in modules { try runtime.load(module) }
    } catch {
      return .refused
    }
    let done = DispatchSemaphore(value: 0)
    let name = main.name
    let box = Box()
    let thread = Thread {
      let result = runtime.run(module: name, function: "<main>")
      box.report.withLock { $0 = result }
      done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
    if done.wait(timeout: .now() + .milliseconds(milliseconds)) == .timedOut {
      runtime.interrupt()
      if done.wait(timeout: .now() + 20) == .timedOut { return .stuck }
    }
    runtime.tearDown()
    return box.report.withLock { $0.map(Ending.ran) } ?? .stuck
  }

  /// Where programs that are not found beside the source come from.
  static let pipeline = Pipeline(finder: ModuleFinder())

  private final class Box: Sendable {
    let report = Mutex<ExitReport?>(nil)
  }
}

/// A generator with a seed, so that a failure can be repeated.
struct FuzzRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// A number from 0 below `limit`.
  mutating func pick(_ limit: Int) -> Int { Int.random(in: 0..<max(limit, 1), using: &self) }

  /// One of several.
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[pick(choices.count)] }
}

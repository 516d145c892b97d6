import Martlet
import MartletRuntime
import MartletSyntax
import Synchronization
import Testing

/// One run of a program's text in a virtual machine of this very process.
struct MachineRun {
  /// How the program ended.
  let report: ExitReport
  /// What it printed, by lines.
  let lines: [String]
  /// The counters after everything was taken apart.
  let statistics: RuntimeStatistics

  /// The ways in which programs are run.
  enum Stress: CaseIterable {
    case plain
    case collectAlways
    case oneReduction
  }

  /// What a program prints, gathered in memory.
  private final class Printed: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  /// Runs a program to its end.
  init(_ text: String, schedulers: Int = 2, stress: Stress = .plain) throws {
    let printed = Printed()
    let pipeline = Pipeline(finder: ModuleFinder())
    let program = pipeline.compile(SourceText(name: "program", text))
    let errors = program.diagnostics.filter(\.isError).map(\.message)
    try #require(errors.isEmpty, "\(errors)")
    var configuration = RuntimeConfiguration()
    configuration.schedulers = schedulers
    configuration.collectsAlways = stress == .collectAlways
    if stress == .oneReduction { configuration.sliceReductions = 1 }
    let runtime = Runtime(
      configuration: configuration,
      hooks: MachineHooks(findModule: { name in pipeline.modules(named: name) { _ in } }),
      output: Output(receiver: { printed.append($0) })
    )
    for module in program.modules { try runtime.load(module) }
    report = runtime.run(module: "program", function: "<main>")
    runtime.tearDown()
    statistics = runtime.statistics
    lines = printed.text.split(separator: "\n").map(String.init)
  }

  /// Checks that the program ended well, and that nothing of it is left.
  func expectCleanEnd() {
    #expect(report.isSuccess, "\(report.crash?.reason ?? "no reason")")
    #expect(statistics.processesAlive == 0)
    #expect(statistics.timersAlive == 0)
    #expect(statistics.heapWordsAlive == 0)
  }
}
